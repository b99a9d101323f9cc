package netkit.lab.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.packet.MacAddress;

@Timeout(60)
@Tag("lab")
class NetworkNamespaceTest {
    @Test
    void threadInheritsTheNamespaceOfItsStarter() throws Exception {
        InNewNamespace.run(_ -> {
            String[] inherited = new String[1];
            Thread child = Thread.ofPlatform().start(() -> inherited[0] = ofThisThread());
            child.join();
            assertEquals(ofThisThread(), inherited[0]);
        });
    }

    @Test
    void virtualThreadCannotEnterANamespace() {
        FutureTask<NetworkNamespace> task = new FutureTask<>(NetworkNamespace::unshare);
        Thread.ofVirtual().start(task);
        ExecutionException e = assertThrows(ExecutionException.class, task::get);
        assertTrue(e.getCause() instanceof IllegalStateException, e.toString());
    }

    @Test
    void networkSettingsBelongToTheNamespaceOfTheThread() throws Exception {
        String setting = "net/ipv4/ip_default_ttl";
        InNewNamespace.withHost((_, host) -> {
            String original = read(setting);
            String changed = InNewNamespace.callIn(host, () -> {
                Sysctl.set(setting, "33");
                return read(setting);
            });
            assertEquals("33", changed);
            assertEquals(original, read(setting));
        });
    }

    private static String read(String setting) throws IOException {
        return Files.readAllLines(Path.of("/proc/sys", setting)).getFirst();
    }

    @Test
    void unknownSettingOrInvalidValueIsNamed() throws Exception {
        InNewNamespace.run(_ -> {
            LinuxException unknown = assertThrows(LinuxException.class,
                    () -> Sysctl.set("net/ipv4/nosuch", "1"));
            assertEquals("open /proc/sys/net/ipv4/nosuch: ENOENT (no such file)", unknown.getMessage());
            LinuxException wrong = assertThrows(LinuxException.class,
                    () -> Sysctl.set("net/ipv4/ip_default_ttl", "many"));
            assertEquals("write 'many' to /proc/sys/net/ipv4/ip_default_ttl: EINVAL (invalid argument)",
                    wrong.getMessage());
        });
    }

    @Test
    void closingLeavesNoDescriptorOrInterface() throws Exception {
        openAndClose(); // the first use opens descriptors that stay open
        long before = openDescriptors();
        for (int i = 0; i < 50; i++) {
            openAndClose();
        }
        // sockets of other tests may have been closed
        assertTrue(openDescriptors() <= before, openDescriptors() + " instead of " + before);
    }

    private static void openAndClose() throws Exception {
        MacAddress address = new MacAddress(0x0200_0000_0001L);
        InNewNamespace.withHost((wire, host) -> {
            try (Wakeup _ = Wakeup.open();
                    PacketSocket _ = PacketSocket.open(wire, "wire1", host, "eth0", address, 1500)) {
                // fails because the name exists, and must leave nothing
                assertThrows(LinuxException.class,
                        () -> PacketSocket.open(wire, "wire1", host, "eth1", address, 1500));
            }
            assertEquals(1, wire.netlink().links().size());
        });
    }

    private static String ofThisThread() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long openDescriptors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }
}
