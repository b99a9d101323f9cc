package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@Tag("lab")
class MountsTest {
    @TempDir
    Path folder;

    @Test
    void bindMountHidesAFileUntilItIsUnmounted() throws Exception {
        Path source = Files.writeString(folder.resolve("source"), "source");
        Path target = Files.writeString(folder.resolve("target"), "target");
        InNewNamespace.run(_ -> {
            InNewNamespace.mountForThisThreadOnly();
            Mounts.bind(source.toString(), target.toString());
            assertEquals("source", Files.readString(target));
            Mounts.unmount(target.toString());
            assertEquals("target", Files.readString(target));

            Mounts.mount("tmpfs", folder.toString(), "tmpfs", 0);
            assertEquals(0, folder.toFile().list().length);
            Mounts.unmount(folder.toString());

            LinuxException e = assertThrows(LinuxException.class,
                    () -> Mounts.bind("/nosuch", target.toString()));
            assertEquals("mount /nosuch on " + target + ": ENOENT (no such file)", e.getMessage());
        });
    }
}
