package netkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.testing.FuzzInput;
import netkit.testing.FuzzTarget;

/** The fuzz targets, run with the inputs of their corpora: seeds, and all inputs that ever revealed a fault. */
class FuzzCorpusTest {
    static List<FuzzTarget> targets() throws IOException {
        return FuzzTarget.all();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void propertiesHoldForTheWholeCorpus(FuzzTarget target) throws Throwable {
        target.run(new byte[0]);
        List<String> inputs = target.corpus();
        for (String input : inputs) {
            try {
                target.run(FuzzInput.parse(input));
            } catch (Throwable e) { // of any kind: it is what fuzzing looks for
                throw new AssertionError(target.name() + " fails with the input " + input, e);
            }
        }
        assertFalse(inputs.isEmpty(), target.corpusFile() + " has no inputs");
    }

    @Test
    void eachCorpusHasATarget() throws IOException {
        try (Stream<String> files = Files.list(FuzzTarget.CORPORA)
                .map(file -> file.getFileName().toString())) {
            assertEquals(targets().stream().map(target -> target.name() + ".txt").sorted().toList(),
                    files.sorted().toList());
        }
    }

    @Test
    void inputIsReadAsItWasWritten() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertEquals("\\x20#\\\\ \\r\\n\\xff",
                FuzzInput.format(FuzzInput.parse("\\x20#\\\\ \\r\\n\\xff")));
        assertArrayEquals(all, FuzzInput.parse(FuzzInput.format(all)));
    }
}
