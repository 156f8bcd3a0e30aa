package io.tallyport.verifier;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** What a statement is found to say wrong, and what could not be told of it, if this is the place at which it was issued. */
final class Attempt implements BiConsumer<String, String> {

    private final Place at;
    private final String subject;
    private final List<Difference> differences = new ArrayList<>();
    private final List<String> unchecked = new ArrayList<>();
    private final List<Runnable> effects = new ArrayList<>();

    Attempt(Statements.Issued statement) {
        this.at = statement.place();
        this.subject = statement.toString();
    }

    /** Notes a difference by its law and what it is. */
    @Override
    public void accept(String law, String detail) {
        differences.add(new Difference(at, law, subject + ": " + detail));
    }

    void require(boolean holds, String law, String detail) {
        if (!holds) {
            accept(law, detail);
        }
    }

    void unchecked(String kind) {
        unchecked.add(kind);
    }

    /** Notes what is so from now on, if the statement was issued here. */
    void then(Runnable effect) {
        effects.add(effect);
    }

    /** Whether it is about this statement. */
    boolean isOf(Statements.Issued statement) {
        return at.equals(statement.place());
    }

    int size() {
        return differences.size();
    }

    /** Takes it: what differs is a finding, what follows is so. */
    void take(Findings findings) {
        differences.forEach(one -> findings.differs(one.at(), one.law(), one.detail()));
        unchecked.forEach(findings::unchecked);
        effects.forEach(Runnable::run);
    }
}
