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

/** Finds out which ways into a lab this machine allows, by trying every one of them. */
public final class Doctor {
    private Doctor() {}

    /** One finding for each {@link LabBackend}, in their order; it takes about a second. The first that works is taken. */
    public static List<Finding> examine() throws IOException {
        Machine machine = Machine.current();
        List<Finding> findings = new ArrayList<>();
        for (NamespaceMethod method : NamespaceMethod.values()) {
            Optional<Refusal> closed = LabEntry.refusal(method, machine);
            Map<InterfaceType, Refusal> refused = closed.isEmpty() ? behind(method) : Map.of();
            for (InterfaceType port : InterfaceType.values()) {
                findings.add(new Finding(LabBackend.of(method, port),
                        closed.or(() -> Optional.ofNullable(refused.get(port)))));
            }
        }
        return findings;
    }

    /** What kinds of ports cannot be had behind the method, as a JVM behind it finds out. */
    private static Map<InterfaceType, Refusal> behind(NamespaceMethod method) throws IOException {
        Map<InterfaceType, Refusal> refused = new EnumMap<>(InterfaceType.class);
        int answers = 0;
        try (LabProcess inner = LabProcess.start(method, InterfaceReport.class.getName(), List.of(),
                ProcessBuilder.Redirect.PIPE, Optional.empty());
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(inner.process().getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(InterfaceReport.SEPARATOR);
                if (fields.length == InterfaceReport.FIELDS) {
                    refused.put(InterfaceType.valueOf(fields[0]), new Refusal(fields[1], fields[2]));
                }
                answers++;
            }
        }
        if (answers == 0) {
            Refusal silent = new Refusal(
                    "the JVM that netkit starts in its own namespaces ended without a word",
                    "see what it wrote to standard error");
            for (InterfaceType kind : InterfaceType.values()) {
                refused.put(kind, silent);
            }
        }
        return refused;
    }
}
