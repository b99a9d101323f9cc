package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged capture files: {@link DissectorFuzz} says what must hold for them. */
class BrokenCapturesTest {
    private static final Path FOLDER = Path.of("src/test/resources/netkit/captures");
    private static final int FLIPS = 40;

    private static byte[] read(Path capture) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(capture))) {
            return in.readAllBytes();
        }
    }

    static List<Path> captures() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".gz")).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-cooked.pcap.gz", "lab-unreachable.pcapng.gz"})
    void eachBeginningOfACaptureIsReadAsFarAsItGoes(String name) throws IOException {
        byte[] whole = read(FOLDER.resolve(name));
        int packets = 0;
        for (int length = 0; length <= whole.length; length++) {
            int found = DissectorFuzz.capture(Arrays.copyOf(whole, length));
            assertTrue(found == packets || found == packets + 1, found + " packets in " + length + " bytes");
            packets = found;
        }
        assertTrue(packets > 5, packets + " packets");
    }

    @ParameterizedTest
    @MethodSource("captures")
    void flippedBitsAreSurvived(Path capture) throws IOException {
        byte[] whole = read(capture);
        Random random = new Random(1);
        for (int i = 0; i < FLIPS; i++) {
            byte[] damaged = whole.clone();
            for (int flip = 0; flip < 20; flip++) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            DissectorFuzz.capture(damaged);
        }
    }
}
