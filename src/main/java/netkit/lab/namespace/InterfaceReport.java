package netkit.lab.namespace;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The program that the doctor runs behind a method. It tells the doctor, not a person: a line for each kind of port, its name
 * alone where it can be had, else with the cause and the cure.
 */
final class InterfaceReport {
    static final String SEPARATOR = "\t";
    static final int FIELDS = 3;

    private InterfaceReport() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream doctor = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (InterfaceType kind : InterfaceType.values()) {
            Optional<Refusal> refusal = refusal(kind);
            doctor.println(refusal.map(r -> String.join(SEPARATOR, kind.name(), r.cause(), r.remedy()))
                    .orElse(kind.name()));
        }
    }

    private static Optional<Refusal> refusal(InterfaceType kind) {
        try {
            NamespaceMain.requireIsolation();
            return InterfaceProbe.refusal(kind);
        } catch (IOException e) {
            return Optional
                    .of(new Refusal(e.getMessage(), "this is a fault in netkit or in the machine's kernel"));
        }
    }
}
