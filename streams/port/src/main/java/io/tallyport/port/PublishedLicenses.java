package io.tallyport.port;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tallyport.client.EntitlementView;
import io.tallyport.client.ViewEntry;
import io.tallyport.domain.entitlement.Entitlement;
import io.tallyport.port.answer.RecordJson;
import io.tallyport.port.ingest.LicenseResolver;
import io.tallyport.port.license.LicenseKeys;
import io.tallyport.port.license.LicenseLookup;
import io.tallyport.readmodel.ReadModel;
import java.util.Optional;

/** Licenses as the view and the read model know them. */
record PublishedLicenses(EntitlementView view, ReadModel readModel, LicenseKeys keys)
        implements LicenseResolver, LicenseLookup {

    private static final int TIMELINE_MAX = 1_000;

    @Override
    public boolean isComplete() {
        return view.isCaughtUp();
    }

    @Override
    public Optional<String> licenseOfKey(String licenseKey) {
        return view.licenseOfKeyHash(keys.hash(licenseKey));
    }

    @Override
    public Optional<Entitlement> entitlement(String license) {
        return view.find(license).map(ViewEntry::entitlement);
    }

    @Override
    public Optional<ObjectNode> answerTo(String license, String commandId) {
        return readModel.timeline(license, TIMELINE_MAX).value().stream()
                .filter(event -> event.commandId().equals(commandId))
                .findFirst()
                .map(RecordJson::of);
    }
}
