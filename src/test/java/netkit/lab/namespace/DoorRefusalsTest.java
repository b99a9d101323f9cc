package netkit.lab.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

/** From what unshare says to the cause and the cure. */
class DoorRefusalsTest {
    private static final Machine PLAIN = new Machine(true, false, List.of(), false, false, false);
    private static final String NOT_PERMITTED = "unshare: unshare failed: Operation not permitted\n";

    private static String cure(Door door, String said, Machine machine) {
        return DoorRefusals.of(door, said, machine).cure();
    }

    @Test
    void onOtherSystemsNoDoorIsTried() {
        Machine mac = new Machine(false, false, List.of(), false, false, false);
        assertTrue(DoorRefusals.beforehand(Door.USER, mac).cure().contains("WSL2"));
        assertNull(DoorRefusals.beforehand(Door.USER, PLAIN));
        assertEquals("run it with sudo", DoorRefusals.beforehand(Door.ROOT, PLAIN).cure());
    }

    @Test
    void appArmorIsCuredByItsOwnSetting() {
        Machine ubuntu = new Machine(true, false, List.of(), true, false, false);
        assertTrue(
                cure(Door.USER, "unshare: write failed /proc/self/uid_map: Operation not permitted\n", ubuntu)
                        .contains("kernel.apparmor_restrict_unprivileged_userns=0"));
    }

    @Test
    void debiansSettingIsNamed() {
        Machine debian = new Machine(true, false, List.of(), false, true, false);
        assertTrue(cure(Door.USER, NOT_PERMITTED, debian).contains("kernel.unprivileged_userns_clone=1"));
    }

    @Test
    void inAContainerTheFilterIsNamed() {
        Machine container = new Machine(true, true, List.of(), false, false, true);
        assertTrue(cure(Door.USER, NOT_PERMITTED, container).contains("seccomp=unconfined"));
        assertTrue(cure(Door.ROOT, NOT_PERMITTED, container).contains("seccomp=unconfined"));
    }

    @Test
    void aRootWithoutRightsIsToldWhichItLacks() {
        Machine root = new Machine(true, true, List.of(), false, false, false);
        assertTrue(cure(Door.ROOT, NOT_PERMITTED, root).contains("--cap-add SYS_ADMIN"));
    }

    @Test
    void aLimitOfNoneIsNamedAndAReachedOneIsToldApart() {
        String said = "unshare: unshare failed: No space left on device\n";
        Machine none = new Machine(true, false, List.of("user.max_net_namespaces"), false, false, false);
        assertEquals("the setting user.max_net_namespaces is 0",
                DoorRefusals.of(Door.USER, said, none).why());
        assertTrue(DoorRefusals.of(Door.USER, said, PLAIN).why().startsWith("as many namespaces exist"));
    }

    @Test
    void whatIsUnknownIsQuoted() {
        assertEquals("'unshare' says: unshare: something new",
                DoorRefusals.of(Door.USER, "unshare: something new\nmore\n", PLAIN).why());
        assertTrue(DoorRefusals.of(Door.USER, "", PLAIN).why().contains("without a word"));
        assertTrue(
                DoorRefusals.of(Door.USER, NOT_PERMITTED, PLAIN).why().contains("Operation not permitted"));
    }
}
