package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import netkit.testing.Programs;

class NamespaceRefusalsTest {
    private static final Machine PLAIN = new Machine(true, false, List.of(), false, false, false);
    private static final String NOT_PERMITTED = "unshare: unshare failed: Operation not permitted\n";

    private static String remedy(NamespaceMethod method, String output, Machine machine) {
        return NamespaceRefusals.of(method, output, machine).remedy();
    }

    @Test
    void noMethodIsTriedOnOtherSystems() {
        Machine mac = new Machine(false, false, List.of(), false, false, false);
        assertTrue(NamespaceRefusals.beforehand(NamespaceMethod.USER, mac).remedy().contains("WSL2"));
        assertNull(NamespaceRefusals.beforehand(NamespaceMethod.USER, PLAIN));
        assertEquals("run netkit with sudo",
                NamespaceRefusals.beforehand(NamespaceMethod.ROOT, PLAIN).remedy());
    }

    @Test
    void appArmorRefusalNamesItsSetting() {
        Machine ubuntu = new Machine(true, false, List.of(), true, false, false);
        assertTrue(
                remedy(NamespaceMethod.USER,
                        "unshare: write failed /proc/self/uid_map: Operation not permitted\n", ubuntu)
                        .contains("kernel.apparmor_restrict_unprivileged_userns=0"));
    }

    @Test
    void debianRefusalNamesItsSetting() {
        Machine debian = new Machine(true, false, List.of(), false, true, false);
        assertTrue(remedy(NamespaceMethod.USER, NOT_PERMITTED, debian)
                .contains("kernel.unprivileged_userns_clone=1"));
    }

    @Test
    void containerRefusalNamesTheSystemCallFilter() {
        Machine container = new Machine(true, true, List.of(), false, false, true);
        assertTrue(remedy(NamespaceMethod.USER, NOT_PERMITTED, container).contains("seccomp=unconfined"));
        assertTrue(remedy(NamespaceMethod.ROOT, NOT_PERMITTED, container).contains("seccomp=unconfined"));
    }

    @Test
    void rootWithoutCapabilitiesIsToldWhichAreMissing() {
        Machine root = new Machine(true, true, List.of(), false, false, false);
        assertTrue(remedy(NamespaceMethod.ROOT, NOT_PERMITTED, root).contains("--cap-add SYS_ADMIN"));
    }

    @Test
    void limitOfZeroIsDistinguishedFromALimitThatIsReached() {
        String output = "unshare: unshare failed: No space left on device\n";
        Machine none = new Machine(true, false, List.of("user.max_net_namespaces"), false, false, false);
        assertEquals("the setting user.max_net_namespaces is 0",
                NamespaceRefusals.of(NamespaceMethod.USER, output, none).cause());
        assertTrue(NamespaceRefusals.of(NamespaceMethod.USER, output, PLAIN).cause()
                .startsWith("the number of namespaces has reached a limit"));
    }

    @Test
    void unknownOutputIsQuoted() {
        assertEquals("'unshare' failed: unshare: something new",
                NamespaceRefusals.of(NamespaceMethod.USER, "unshare: something new\nmore\n", PLAIN).cause());
        assertTrue(
                NamespaceRefusals.of(NamespaceMethod.USER, "", PLAIN).cause().contains("without a message"));
        assertTrue(
                NamespaceRefusals.of(NamespaceMethod.USER, NOT_PERMITTED, PLAIN).cause()
                        .contains("Operation not permitted"));
    }

    @Test
    void programThatHangsIsEndedAndSaidToHang() throws Exception {
        Programs.need("sleep");
        assertEquals(Optional.of("no exit within 0 s"),
                LabEntry.attempt(List.of("sh", "-c", "echo begun; sleep 100; true"), Duration.ofMillis(50)));
        assertEquals(Optional.of("refused\n"),
                LabEntry.attempt(List.of("sh", "-c", "echo refused; exit 1"), Duration.ofSeconds(30)));
        assertEquals(Optional.empty(), LabEntry.attempt(List.of("true"), Duration.ofSeconds(30)));
    }
}
