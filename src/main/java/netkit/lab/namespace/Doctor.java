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
        Machine machine = Machine.here();
        List<Finding> findings = new ArrayList<>();
        for (NamespaceMethod door : NamespaceMethod.values()) {
            Optional<Refusal> closed = LabEntry.refusal(door, machine);
            Map<PortKind, Refusal> refused = closed.isEmpty() ? behind(door) : Map.of();
            for (PortKind port : PortKind.values()) {
                findings.add(new Finding(LabBackend.of(door, port),
                        closed.or(() -> Optional.ofNullable(refused.get(port)))));
            }
        }
        return findings;
    }

    /** What kinds of ports cannot be had behind the door, as a JVM behind it finds out. */
    private static Map<PortKind, Refusal> behind(NamespaceMethod door) throws IOException {
        Map<PortKind, Refusal> refused = new EnumMap<>(PortKind.class);
        int answers = 0;
        try (LabProcess inner = LabProcess.start(door, PortReport.class.getName(), List.of(),
                ProcessBuilder.Redirect.PIPE, Optional.empty());
                BufferedReader lines = new BufferedReader(
                        new InputStreamReader(inner.process().getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(PortReport.SEPARATOR);
                if (fields.length == PortReport.FIELDS) {
                    refused.put(PortKind.valueOf(fields[0]), new Refusal(fields[1], fields[2]));
                }
                answers++;
            }
        }
        if (answers == 0) {
            Refusal silent = new Refusal(
                    "the JVM that netkit starts in its own namespaces ended without a word",
                    "see what it wrote to standard error");
            for (PortKind kind : PortKind.values()) {
                refused.put(kind, silent);
            }
        }
        return refused;
    }
}
