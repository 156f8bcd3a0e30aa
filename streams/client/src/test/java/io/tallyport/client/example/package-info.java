/** What a product looks like that embeds the client; the README shows it. */
@NullMarked
package io.tallyport.client.example;

import org.jspecify.annotations.NullMarked;
