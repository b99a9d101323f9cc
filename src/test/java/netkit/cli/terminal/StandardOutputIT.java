package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Cli;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.WebSocketPeer;

/** The installed netkit when its standard output cannot be written. */
@Timeout(120)
class StandardOutputIT {
    private static void needFullDevice() {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this test needs /dev/full, which Linux has");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "ws-frame encode --text x", "udp-listen 0", "udp-listen 0 --json"})
    void fullDiskGivesOneErrorLineAndExitCodeOne(String command) throws Exception {
        needFullDevice();
        try (LiveProcess netkit = Programs.shell("exec netkit " + command + " >/dev/full")) {
            assertEquals(1, netkit.awaitExit(), netkit.toString());
            String name = command.replaceFirst(" ?--.*| 0.*", "");
            assertEquals(("netkit " + name).strip()
                    + ": cannot write to standard output: No space left on device\n", netkit.output());
        }
    }

    @Test
    void closedPipeEndsTheCommandWithoutError() throws Exception {
        try (LiveProcess netkit = Programs.shell(
                "netkit udp-listen 0 | head -n 1; echo code ${PIPESTATUS[0]}")) {
            String line = netkit.awaitLine("listening on udp .*");
            String port = line.substring(line.lastIndexOf(':') + 1);
            while (netkit.isAlive()) { // the test's timeout ends this
                Cli.run("udp-send", port, "hello");
                Thread.sleep(20);
            }
            assertEquals(0, netkit.awaitExit(), netkit.toString());
            assertEquals(line + "\ncode 1\n", netkit.output());
        }
    }

    @Test
    void closedPipeEndsTheClientToo() throws Exception {
        try (Cli.Running server = Cli.start("ws-server", "--port", "0");
                LiveProcess netkit = Programs
                        .shell("yes | netkit ws-client " + server.port() + "/echo | head -n 1")) {
            assertEquals(0, netkit.awaitExit(), netkit.toString());
            server.awaitErrorLine(".* at /echo, 1001");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {">/dev/full", "| head -n 0"})
    void serverContinuesWithoutStandardOutput(String output) throws Exception {
        needFullDevice();
        int port = freePort();
        try (LiveProcess netkit = Programs.shell("netkit ws-server --port " + port + " " + output)) {
            while (!isOpen(port)) { // the test's timeout ends this
                assertTrue(netkit.isAlive(), netkit.toString());
                Thread.sleep(20);
            }
            for (int i = 0; i < 3; i++) {
                try (WebSocketPeer peer = new WebSocketPeer("ws://127.0.0.1:" + port + "/echo")) {
                    assertEquals("still there", peer.send("still there").next(), netkit.toString());
                }
            }
            netkit.interruptAll();
            netkit.awaitExit();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isOpen(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
