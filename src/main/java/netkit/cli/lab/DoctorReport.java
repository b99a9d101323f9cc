package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;

import netkit.lab.namespace.Finding;

/** The findings of {@code lab doctor} as lines of text. */
final class DoctorReport {
    private DoctorReport() {}

    static List<String> of(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        boolean selected = false;
        for (Finding finding : findings) {
            String backend = finding.backend().description();
            if (finding.works()) {
                lines.add("yes  " + backend + (selected ? "" : " (selected)"));
                selected = true;
            } else {
                lines.add("no   " + backend);
                lines.add("       cause: " + finding.refusal().orElseThrow().cause());
                lines.add("       fix:   " + finding.refusal().orElseThrow().remedy());
            }
        }
        lines.add("");
        if (selected) {
            lines.add("This machine can run a lab; try: netkit lab run cut");
        } else {
            lines.add("This machine cannot run a lab as it is; one of the fixes above is enough.");
            lines.add("'netkit compare' works without one: its relay injects faults above the sockets.");
        }
        return lines;
    }
}
