package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.lab.Lab;
import netkit.lab.LabTest;
import netkit.testing.Programs;

/** Tests the doctor on this machine as it is and with provoked refusals. */
@Timeout(90)
@Tag("lab")
@Tag("peers")
class DoctorTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void needALab() throws Exception {
        InsideLab.method();
    }

    /** Prints a line for each finding. */
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            for (Finding finding : Doctor.examine()) {
                System.out
                        .println(finding.backend() + ": "
                                + finding.refusal().map(r -> r.cause() + "; " + r.remedy())
                                        .orElse("works"));
            }
            try {
                System.out.println("taken: " + LabEntry.method(Machine.current()));
            } catch (LabUnavailableException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private static List<String> program() {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Program.class.getName());
    }

    /** Returns the findings in new namespaces that a shell command has modified. */
    private static List<String> findings(String modification, String... unshare) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare"));
        command.addAll(List.of(unshare));
        command.addAll(List.of("sh", "-c", modification + " && exec \"$@\"", "sh"));
        command.addAll(program());
        return run(new ProcessBuilder(command));
    }

    private static List<String> run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    @Test
    void labUsesTheFirstBackendThatWorks() throws Exception {
        Finding first = Doctor.examine().stream().filter(Finding::works).findFirst().orElseThrow();
        String backend = InsideLab.run(DoctorTest.class, "backend").strip();

        assertEquals(first.backend().name(), backend);
    }

    static void backend(String[] arguments) throws Exception {
        try (Lab lab = Lab.open(LabTest.TWO, 1)) {
            System.out.println(lab.backend());
        }
    }

    @Test
    void userNamespaceLimitOfZeroIsNamed() throws Exception {
        List<String> findings = findings("echo 0 >/proc/sys/user/max_user_namespaces", "--map-root-user");

        String reason = "the setting user.max_user_namespaces is 0; run 'sudo sysctl user.max_user_namespaces=10000'"
                + " (effective until reboot)";
        assertEquals(List.of("USER_TAP: " + reason, "USER_VETH: " + reason), findings.subList(0, 2));
    }

    @Test
    void networkNamespaceLimitOfZeroLeavesNoBackend() throws Exception {
        List<String> findings = findings("echo 0 >/proc/sys/user/max_net_namespaces", "--map-root-user");

        assertTrue(findings.stream().noneMatch(line -> line.endsWith("works")), findings.toString());
        assertEquals(
                "this machine cannot run a lab: the setting user.max_net_namespaces is 0; run 'sudo sysctl"
                        + " user.max_net_namespaces=10000' (effective until reboot)"
                        + " (see 'netkit lab doctor')",
                findings.getLast());
    }

    @Test
    void missingDeviceIsReportedAndVethWorks() throws Exception {
        List<String> findings = findings("mount --bind '" + folder + "' /dev/net", "--map-root-user",
                "--mount");

        assertEquals(
                "USER_TAP: /dev/net/tun does not exist; run 'sudo modprobe tun', or start the container with"
                        + " '--device /dev/net/tun'",
                findings.get(0));
        assertEquals("USER_VETH: works", findings.get(1));
    }

    @Test
    void missingUnshareIsReportedWithThePackage() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(program());
        builder.environment().put("PATH", folder.toString());
        List<String> findings = run(builder);

        assertEquals(
                "USER_TAP: the program 'unshare' is not installed; install util-linux, for example with 'sudo"
                        + " apt install util-linux'",
                findings.get(0));
        assertTrue(findings.getLast().startsWith("this machine cannot run a lab: the program 'unshare'"),
                findings.toString());
    }

    @Test
    void oldUnshareIsReportedWithTheRequiredVersion() throws Exception {
        Path unshare = Files.writeString(folder.resolve("unshare"),
                "#!/bin/sh\necho \"unshare: unrecognized option '--keep-caps'\" >&2\nexit 1\n");
        assertTrue(unshare.toFile().setExecutable(true));
        ProcessBuilder builder = new ProcessBuilder(program());
        builder.environment().merge("PATH", folder.toString(), (path, ours) -> ours + ":" + path);

        assertTrue(run(builder).get(0).contains("install util-linux 2.36 or newer"));
    }

    @Test
    void unprivilegedUserIsToldThatRootBackendsRequireRoot() throws Exception {
        Programs.need("setpriv");
        assumeTrue(Machine.current().root(), "the other tests cover an unprivileged user");
        List<String> findings = InsideLab.asOrdinaryUser(folder, Program.class, List.of()).lines().toList();

        boolean forAll = Files.getPosixFilePermissions(Path.of("/dev/net/tun"))
                .contains(PosixFilePermission.OTHERS_WRITE);
        assertEquals(forAll
                ? "USER_TAP: works"
                : "USER_TAP: no permission to open /dev/net/tun; run 'sudo chmod 0666 /dev/net/tun' (the"
                        + " default of most distributions)",
                findings.get(0));
        assertEquals("ROOT_TAP: this method requires root privileges; run netkit with sudo", findings.get(2));
        assertEquals("taken: USER", findings.getLast());
    }
}
