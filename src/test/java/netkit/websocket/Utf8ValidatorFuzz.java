package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import netkit.net.PrintableText;
import netkit.testing.FuzzInput;

/** UTF-8, whole and in pieces: the validator accepts what the JDK's decoder accepts. */
public final class Utf8ValidatorFuzz {
    private Utf8ValidatorFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        boolean valid = PrintableText.decode(input, 0, input.length).isPresent();
        assertEquals(valid, accepts(List.of(input)));
        assertEquals(valid, accepts(FuzzInput.pieces(input)));
        assertEquals(valid, accepts(FuzzInput.bytes(input)));
    }

    private static boolean accepts(List<byte[]> pieces) {
        Utf8Validator validator = new Utf8Validator();
        for (byte[] piece : pieces) {
            if (!validator.accept(piece, 0, piece.length)) {
                return false;
            }
        }
        return validator.isComplete();
    }
}
