package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Arrays;
import java.util.List;

import picocli.CommandLine.TypeConversionException;

import netkit.testing.FuzzInput;

/** Typed events and URLs: nothing is thrown but what becomes a message, and an event is the same after it is written. */
public final class SioInputFuzz {
    private SioInputFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzInput.utf8(input);
        try {
            URI url = new SioUrl().convert(text);
            assertEquals(url, new SioUrl().convert(url.toString()));
        } catch (TypeConversionException e) {
            assertEquals(true, e.getMessage() != null);
        }
        try {
            SioArguments.parseNames(text);
        } catch (SioArguments.SyntaxException e) {
            assertEquals(true, e.getMessage() != null);
        }
        try {
            SioArguments.TypedEvent typed = SioArguments.parse(text);
            List<Object> args = Arrays.asList(typed.args());
            args.forEach(arg -> assertEquals(false, arg == null));
        } catch (SioArguments.SyntaxException e) {
            assertEquals(true, e.getMessage() != null);
        }
    }
}
