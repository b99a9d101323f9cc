package netkit.cli.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.ChatCapture;
import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The page of a capture in Chromium, from a file. */
@Timeout(120)
class PacketPageIT {
    @Test
    void chromiumShowsEachPacketThatIsChosen(@TempDir Path folder) throws Exception {
        Programs.needPeer("playwright-core");
        Programs.need("chromium");
        Path capture = ChatCapture.write(folder.resolve("chat.pcapng"));
        Path page = folder.resolve("a page.html");
        Cli.Result result = Cli.run("dissect", capture.toString(), "--html", page.toString());
        assertEquals(0, result.code(), result.toString());

        try (LiveProcess node = Programs.node("packets.mjs", page.toString())) {
            assertEquals(0, node.awaitExit(), node::toString);
            assertEquals(List.of("7 packets at 1280", "7 packets at 375", "done"),
                    node.output().lines().toList());
        }
    }
}
