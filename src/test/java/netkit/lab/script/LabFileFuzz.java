package netkit.lab.script;

import static org.junit.jupiter.api.Assertions.assertTrue;

import netkit.lab.wire.WireChange;
import netkit.testing.FuzzInput;

/** Files of the lab: nothing is thrown but an {@link IllegalArgumentException} that names the place. */
public final class LabFileFuzz {
    private LabFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        LabPlan plan;
        try {
            plan = LabFile.parse("x.lab", FuzzInput.utf8(input));
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().startsWith("x.lab:") && e.getMessage().lines().count() == 1,
                    e.getMessage());
            return;
        }
        LabGrammar grammar = new LabGrammar(plan.hosts());
        for (LabLine line : plan.lines()) {
            if (line.step() instanceof LabStep.Change(WireChange change)) {
                same(grammar, change);
            }
        }
    }

    /** A change of the link is the same after it is written. */
    private static void same(LabGrammar grammar, WireChange change) {
        LabStep again = grammar.parse("wire " + change).orElseThrow();
        assertTrue(again instanceof LabStep.Change(WireChange changed)
                && changed.toString().equals(change.toString()), () -> "wire " + change + " became " + again);
    }
}
