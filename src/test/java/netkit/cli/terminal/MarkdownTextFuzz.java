package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import picocli.CommandLine.Help.Ansi;

import netkit.testing.FuzzInput;

/** Lessons as text: nothing is thrown, and no line has a line break in it. */
public final class MarkdownTextFuzz {
    private MarkdownTextFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (int width : new int[] {20, 80}) {
            for (String line : MarkdownText.lines(FuzzInput.utf8(input), width, Ansi.OFF)) {
                assertTrue(line.indexOf('\n') < 0, line);
            }
        }
    }
}
