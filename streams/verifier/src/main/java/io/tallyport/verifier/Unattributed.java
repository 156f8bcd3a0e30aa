package io.tallyport.verifier;

import io.tallyport.verifier.PeriodUse.Cell;
import io.tallyport.wire.StatementCertificateV1;
import io.tallyport.wire.UnattributedMeterV1;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Compares what a certificate says is of no subject with what was counted so. */
final class Unattributed {

    static void compare(
            PeriodUse use, StatementCertificateV1 certificate, Consumer<String> differs, Consumer<String> unchecked) {
        Map<Cell, UnattributedMeterV1> said = new HashMap<>();
        for (UnattributedMeterV1 one : certificate.getUnattributed()) {
            var cell = new Cell(use.fromMs, one.getMeter(), one.getMeterVersion(), SubjectPaths.UNATTRIBUTED);
            if (said.put(cell, one) != null) {
                differs.accept("it tells twice what of " + one.getMeter() + " is of no subject");
            }
        }
        use.unattributed().forEach((cell, sum) -> {
            var one = said.remove(cell);
            if (one == null) {
                differs.accept("it does not tell what of " + cell.meter() + " is of no subject");
            } else if (sum.isUnsure()) {
                unchecked.accept("statement.recounting");
            } else {
                compare(one, sum, differs);
            }
        });
        said.keySet().forEach(cell -> differs.accept("it tells what of " + cell.meter() + " is of no subject"));
    }

    private static void compare(UnattributedMeterV1 said, PeriodUse.Sum sum, Consumer<String> differs) {
        boolean isSo = said.getEvents() == sum.events()
                && StatementUsage.isSame(said.getQuantity(), sum.value())
                && said.getRelativeError().equals(sum.isEstimate() ? StatementUsage.RELATIVE_ERROR : "");
        if (!isSo) {
            differs.accept("it tells " + said.getEvents() + " events of no subject and " + said.getQuantity()
                    + " of " + said.getMeter() + "; there are " + sum.events() + " and "
                    + sum.value().toPlainString());
        }
    }

    private Unattributed() {}
}
