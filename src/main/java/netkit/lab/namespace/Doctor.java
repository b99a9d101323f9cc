package netkit.lab.namespace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A diagnosis of which lab backends this machine supports, made by trying each of them. */
public final class Doctor {
    private Doctor() {}

    /**
     * Returns one finding for each {@link LabBackend}, in order; a lab uses the first that works. Takes about a second.
     */
    public static List<Finding> examine() throws IOException {
        Machine machine = Machine.current();
        List<Finding> findings = new ArrayList<>();
        for (NamespaceMethod method : NamespaceMethod.values()) {
            Optional<Refusal> noNamespace = LabEntry.refusal(method, machine);
            Map<InterfaceType, Refusal> refused = noNamespace.isEmpty() ? interfaceRefusals(method)
                    : Map.of();
            for (InterfaceType type : InterfaceType.values()) {
                findings.add(new Finding(LabBackend.of(method, type),
                        noNamespace.or(() -> Optional.ofNullable(refused.get(type)))));
            }
        }
        return findings;
    }

    /** Returns the interface types that cannot be created, as a JVM in new namespaces determines them. */
    private static Map<InterfaceType, Refusal> interfaceRefusals(NamespaceMethod method) throws IOException {
        Map<InterfaceType, Refusal> refused = new EnumMap<>(InterfaceType.class);
        int reported = 0;
        try (LabProcess inner = LabProcess.start(method, InterfaceReport.class.getName(), List.of(),
                ProcessBuilder.Redirect.PIPE, Optional.empty());
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(inner.process().getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(InterfaceReport.SEPARATOR);
                if (fields.length == InterfaceReport.FIELDS) {
                    refused.put(InterfaceType.valueOf(fields[0]), new Refusal(fields[1], fields[2]));
                }
                reported++;
            }
        }
        if (reported == 0) {
            Refusal noReport = new Refusal(
                    "the JVM that netkit started in new namespaces exited without a report",
                    "see its output on standard error");
            for (InterfaceType type : InterfaceType.values()) {
                refused.put(type, noReport);
            }
        }
        return refused;
    }
}
