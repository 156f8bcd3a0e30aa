package io.tallyport.contract;

import io.tallyport.wire.CatalogRevisionV1;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The digest that a catalog revision carries of its document. A revision whose digest does not fit is damaged: everybody
 * who reads the topic passes it over, so that nobody sees another catalog than the pipeline decides by.
 */
public final class CatalogDigest {

    /** The digest of a document: SHA-256 of its UTF-8 bytes, hex. */
    public static String of(String document) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(document.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Lets a whole revision pass.
     *
     * @throws WireException when the revision's digest is not that of its document
     */
    public static void require(CatalogRevisionV1 revision) throws WireException {
        if (!of(revision.getDocument()).equals(revision.getDigest())) {
            throw new WireException(
                    WireException.Reason.CORRUPT,
                    "the digest of catalog revision " + revision.getRevision() + " is not that of its document");
        }
    }

    private CatalogDigest() {}
}
