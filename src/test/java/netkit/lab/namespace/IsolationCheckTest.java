package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Programs;

/** A lab opens only where no packet can leave it. */
@Timeout(60)
class IsolationCheckTest {
    @BeforeEach
    void needALab() throws IOException {
        InsideLab.method();
        Programs.need("ip");
    }

    static final class Program {
        public static void main(String[] arguments) {
            try {
                IsolationCheck.run();
                System.out.println("sealed");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** What the program says in a network namespace of its own that a shell has prepared. */
    private static String in(String preparation) throws Exception {
        Process process = new ProcessBuilder("unshare", "--map-root-user", "--net", "sh", "-c",
                preparation + " && exec \"$@\"", "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Program.class.getName()).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    @Test
    void aLoopbackAloneIsSealed() throws Exception {
        assertEquals("sealed", in("true"));
    }

    @Test
    void anyOtherInterfaceThatIsUpIsALeak() throws Exception {
        String said = in("ip link add eth7 type veth peer name eth8 && ip link set eth7 up");
        assertTrue(said.startsWith("the lab is not started: it would have the interface eth7"), said);
    }
}
