package io.tallyport.port.license;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.domain.entitlement.Entitlement;
import java.util.Optional;

/** What the commands need to know about licenses that exist. */
public interface LicenseLookup {

    /** The published entitlement of a license. */
    Optional<Entitlement> entitlement(String license);

    /** The event that answered a command before, as JSON; empty if none is known. */
    Optional<ObjectNode> answerTo(String license, String commandId);
}
