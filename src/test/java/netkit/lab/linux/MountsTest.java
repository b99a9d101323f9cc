package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MountsTest {
    private static final int CLONE_NEWNS = 0x20000;
    private static final long MS_REC_PRIVATE = 0x4000 | 0x40000;

    @TempDir
    Path folder;

    @Test
    void aFileStandsInThePlaceOfAnotherUntilItIsUnmounted() throws Exception {
        Path ours = Files.writeString(folder.resolve("ours"), "ours");
        Path theirs = Files.writeString(folder.resolve("theirs"), "theirs");
        InNewNamespace.run(_ -> {
            // of this thread alone: no other sees what it mounts
            LinuxException.check(NamespaceCalls.unshare(CLONE_NEWNS), "unshare", "mounts");
            LinuxException.check(NamespaceCalls.mount("none", "/", "none", MS_REC_PRIVATE), "make private",
                    "/");
            Mounts.bind(ours.toString(), theirs.toString());
            assertEquals("ours", Files.readString(theirs));
            Mounts.unmount(theirs.toString());
            assertEquals("theirs", Files.readString(theirs));

            Mounts.mount("tmpfs", folder.toString());
            assertEquals(0, folder.toFile().list().length);
            Mounts.unmount(folder.toString());

            LinuxException e = assertThrows(LinuxException.class,
                    () -> Mounts.bind("/nosuch", theirs.toString()));
            assertEquals("mount /nosuch on " + theirs + ": ENOENT (no such file)", e.getMessage());
        });
    }
}
