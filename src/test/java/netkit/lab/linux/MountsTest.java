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
    @TempDir
    Path folder;

    @Test
    void aFileStandsInThePlaceOfAnotherUntilItIsUnmounted() throws Exception {
        Path ours = Files.writeString(folder.resolve("ours"), "ours");
        Path theirs = Files.writeString(folder.resolve("theirs"), "theirs");
        InNewNamespace.run(_ -> {
            InNewNamespace.mountForThisThreadOnly();
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
