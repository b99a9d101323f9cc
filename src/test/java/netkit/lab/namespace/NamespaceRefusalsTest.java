package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

/** From what unshare says to the cause and the cure. */
class NamespaceRefusalsTest {
    private static final Machine PLAIN = new Machine(true, false, List.of(), false, false, false);
    private static final String NOT_PERMITTED = "unshare: unshare failed: Operation not permitted\n";

    private static String remedy(NamespaceMethod method, String said, Machine machine) {
        return NamespaceRefusals.of(method, said, machine).remedy();
    }

    @Test
    void onOtherSystemsNoDoorIsTried() {
        Machine mac = new Machine(false, false, List.of(), false, false, false);
        assertTrue(NamespaceRefusals.beforehand(NamespaceMethod.USER, mac).remedy().contains("WSL2"));
        assertNull(NamespaceRefusals.beforehand(NamespaceMethod.USER, PLAIN));
        assertEquals("run it with sudo", NamespaceRefusals.beforehand(NamespaceMethod.ROOT, PLAIN).remedy());
    }

    @Test
    void appArmorIsCuredByItsOwnSetting() {
        Machine ubuntu = new Machine(true, false, List.of(), true, false, false);
        assertTrue(
                remedy(NamespaceMethod.USER,
                        "unshare: write failed /proc/self/uid_map: Operation not permitted\n", ubuntu)
                        .contains("kernel.apparmor_restrict_unprivileged_userns=0"));
    }

    @Test
    void debiansSettingIsNamed() {
        Machine debian = new Machine(true, false, List.of(), false, true, false);
        assertTrue(remedy(NamespaceMethod.USER, NOT_PERMITTED, debian)
                .contains("kernel.unprivileged_userns_clone=1"));
    }

    @Test
    void inAContainerTheFilterIsNamed() {
        Machine container = new Machine(true, true, List.of(), false, false, true);
        assertTrue(remedy(NamespaceMethod.USER, NOT_PERMITTED, container).contains("seccomp=unconfined"));
        assertTrue(remedy(NamespaceMethod.ROOT, NOT_PERMITTED, container).contains("seccomp=unconfined"));
    }

    @Test
    void aRootWithoutRightsIsToldWhichItLacks() {
        Machine root = new Machine(true, true, List.of(), false, false, false);
        assertTrue(remedy(NamespaceMethod.ROOT, NOT_PERMITTED, root).contains("--cap-add SYS_ADMIN"));
    }

    @Test
    void aLimitOfNoneIsNamedAndAReachedOneIsToldApart() {
        String said = "unshare: unshare failed: No space left on device\n";
        Machine none = new Machine(true, false, List.of("user.max_net_namespaces"), false, false, false);
        assertEquals("the setting user.max_net_namespaces is 0",
                NamespaceRefusals.of(NamespaceMethod.USER, said, none).cause());
        assertTrue(NamespaceRefusals.of(NamespaceMethod.USER, said, PLAIN).cause()
                .startsWith("as many namespaces exist"));
    }

    @Test
    void whatIsUnknownIsQuoted() {
        assertEquals("'unshare' says: unshare: something new",
                NamespaceRefusals.of(NamespaceMethod.USER, "unshare: something new\nmore\n", PLAIN).cause());
        assertTrue(NamespaceRefusals.of(NamespaceMethod.USER, "", PLAIN).cause().contains("without a word"));
        assertTrue(
                NamespaceRefusals.of(NamespaceMethod.USER, NOT_PERMITTED, PLAIN).cause()
                        .contains("Operation not permitted"));
    }
}
