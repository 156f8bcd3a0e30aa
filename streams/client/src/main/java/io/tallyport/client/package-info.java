/**
 * What a product embeds: emit usage, check entitlements from a local live view, be called back on changes. Start at
 * {@link io.tallyport.client.TallyportClient}.
 */
@NullMarked
package io.tallyport.client;

import org.jspecify.annotations.NullMarked;
