package netkit.cli.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.packet.LinkType;
import netkit.packet.PacketDirection;
import netkit.packet.pcapng.CaptureReader;
import netkit.packet.pcapng.CapturedPacket;

class PacketFileTest {
    @TempDir
    private Path folder;

    private static PacketFile.Entry packet(int length) {
        return packets -> packets.add(0, 1, new byte[length], length, PacketDirection.OUTBOUND, List.of());
    }

    private static void addInterface(PacketFile file) {
        file.offer(0, packets -> packets.addInterface("test", "", LinkType.RAW_IP));
    }

    private static int packetsIn(Path path) throws IOException {
        int count = 0;
        try (CaptureReader reader = new CaptureReader(Files.newInputStream(path))) {
            for (Optional<CapturedPacket> next = reader.next(); next.isPresent(); next = reader.next()) {
                count++;
            }
        }
        return count;
    }

    /** Waits until all entries so far are in the file. */
    private static void awaitWritten(PacketFile file, long packets) throws InterruptedException {
        while (file.packets() < packets) {
            Thread.sleep(1);
        }
    }

    private static void readWhileNothingIsWritten(PacketFile file, Path path) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch isRead = new CountDownLatch(1);
        file.offer(0, _ -> {
            reached.countDown();
            await(isRead);
        });
        reached.await();
        packetsIn(path); // throws if a block is not whole
        isRead.countDown();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Test
    void atEveryMomentTheFileEndsBehindAWholeBlock() throws Exception {
        Path path = folder.resolve("own.pcapng");
        try (PacketFile file = PacketFile.open(path)) {
            file.start("a test");
            addInterface(file);
            for (int i = 1; i <= 2000; i++) {
                file.offer(0, packet(i));
                if (i % 40 == 0) {
                    readWhileNothingIsWritten(file, path);
                }
            }
            awaitWritten(file, 2000);
        }
        assertEquals(2000, packetsIn(path));
    }

    @Test
    void aDiskThatStandsStillMakesNoThreadWait() throws Exception {
        Path path = folder.resolve("own.pcapng");
        CountDownLatch standsStill = new CountDownLatch(1);
        try (PacketFile file = PacketFile.open(path)) {
            file.start("a test");
            addInterface(file);
            file.offer(0, _ -> await(standsStill));
            int half = PacketFile.MAX_WAITING / 2 - 1000;
            assertTrue(file.offer(half, packet(100)));
            assertTrue(file.offer(half, packet(100)));
            assertFalse(file.offer(half, packet(100)));
            assertFalse(file.offer(half, packet(100)));
            assertEquals(2, file.dropped());
            standsStill.countDown();
            awaitWritten(file, 2);
        }
        assertEquals(2, packetsIn(path));
    }

    @Test
    void aFileThatCannotBeWrittenIsRefused() throws IOException {
        assertEquals("cannot write '" + folder + "': it is a directory",
                assertThrows(CaptureFileException.class, () -> PacketFile.open(folder)).getMessage());
        Path nowhere = folder.resolve("none").resolve("own.pcapng");
        assertEquals("cannot write '" + nowhere + "': there is no such directory",
                assertThrows(CaptureFileException.class, () -> PacketFile.open(nowhere)).getMessage());
    }

    @Test
    void aFileStaysAsItWasIfNothingIsCaptured() throws IOException {
        Path old = Files.writeString(folder.resolve("old.pcapng"), "old");
        PacketFile.open(old).close();
        assertEquals("old", Files.readString(old));
        Path fresh = folder.resolve("fresh.pcapng");
        PacketFile.open(fresh).close();
        assertFalse(Files.exists(fresh));
    }
}
