package netkit.cli.lab;

import java.util.ArrayList;
import java.util.List;

import netkit.lab.namespace.Finding;

/** What the lab's doctor found, in words. */
final class DoctorReport {
    private DoctorReport() {}

    static List<String> of(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        boolean taken = false;
        for (Finding finding : findings) {
            String way = finding.backend().description();
            if (finding.works()) {
                lines.add("yes  " + way + (taken ? "" : ": this is the way that is taken"));
                taken = true;
            } else {
                lines.add("no   " + way);
                lines.add("       why:  " + finding.refusal().orElseThrow().cause());
                lines.add("       cure: " + finding.refusal().orElseThrow().remedy());
            }
        }
        lines.add("");
        lines.add(taken ? "This machine can have a lab: try netkit lab run cut"
                : "This machine cannot have a lab as it is. One cure is enough. 'netkit compare' needs none: its relay"
                        + " does harm above the sockets.");
        return lines;
    }
}
