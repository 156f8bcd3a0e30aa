package io.tallyport.app.demo;

/** The verdict that an emission must get. */
enum DemoFate {
    COUNTED,
    DUPLICATE,
    CONFLICT,
    LATE,
    REJECTED
}
