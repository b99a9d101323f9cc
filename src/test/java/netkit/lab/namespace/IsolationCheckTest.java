package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.Programs;

@Timeout(60)
@Tag("lab")
@Tag("peers")
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
                System.out.println("isolated");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    /** Returns the output of the program in a new network namespace that a shell command has prepared. */
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
    void namespaceWithOnlyALoopbackInterfaceIsIsolated() throws Exception {
        assertEquals("isolated", in("true"));
    }

    @Test
    void namespaceWithAnotherInterfaceIsNotIsolated() throws Exception {
        String output = in("ip link add eth7 type veth peer name eth8 && ip link set eth7 up");
        assertTrue(output.startsWith("the lab is not isolated: its namespace has the interface eth7"),
                output);
    }
}
