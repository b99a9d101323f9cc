package netkit.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

import netkit.lab.wire.Amount;
import netkit.net.Endpoint;
import netkit.testing.FuzzInput;

/**
 * Durations, sizes, percentages, rates, numbers, addresses and bytes as they are typed: nothing is thrown but what becomes
 * a message, and a value is the same after it is written.
 */
public final class QuantityFuzz {
    private static final CommandSpec SPEC = new CommandLine(CommandSpec.create()).getCommandSpec();

    private QuantityFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = FuzzInput.utf8(input);
        same(text, typed -> Amount.text(Amount.duration(typed)));
        same(text, typed -> Amount.sizeText(Amount.size(typed)));
        same(text, typed -> Amount.percentageText(Amount.percentage(typed)));
        same(text, typed -> Endpoint.parse(typed).toString());
        same(text, typed -> Long.toString(Quantity.wholeLong(typed)));
        same(text, typed -> Integer.toString(Quantity.wholeInt(typed)));
        same(text, typed -> HexText.of(HexText.parse(SPEC, typed)));
        accepts(text, typed -> Rate.parse(typed).messagesPerSecond(100));
        accepts(text, Quantity::duration);
        QuotedText.of(text);
    }

    private static void same(String text, UnaryOperator<String> reading) {
        accepts(text, typed -> {
            String written = reading.apply(typed);
            assertEquals(written, reading.apply(written));
        });
    }

    private static void accepts(String text, Consumer<String> reading) {
        try {
            reading.accept(text);
        } catch (TypeConversionException | ParameterException | IllegalArgumentException e) {
            if (e instanceof NumberFormatException || e.getMessage() == null
                    || FuzzInput.isOneLine(text) && !FuzzInput.isOneLine(e.getMessage())) {
                throw new AssertionError("not a message for users", e);
            }
        }
    }
}
