package netkit.lab.namespace;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The program that the doctor runs in new namespaces. It prints one line for each interface type, to be parsed by the
 * doctor: the name alone if the type works, or the name, the cause and the remedy.
 */
final class InterfaceReport {
    static final String SEPARATOR = "\t";
    static final int FIELDS = 3;

    private InterfaceReport() {}

    public static void main(String[] arguments) throws IOException {
        InnerJvm.enter();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (InterfaceType type : InterfaceType.values()) {
            Optional<Refusal> refusal = refusal(type);
            out.println(refusal.map(r -> String.join(SEPARATOR, type.name(), r.cause(), r.remedy()))
                    .orElse(type.name()));
        }
    }

    private static Optional<Refusal> refusal(InterfaceType type) {
        try {
            InnerJvm.requireIsolation();
            return InterfaceProbe.refusal(type);
        } catch (IOException e) {
            return Optional
                    .of(new Refusal(e.getMessage(), "this is a bug in netkit or in the kernel"));
        }
    }
}
