package netkit.cli.compare;

import java.util.List;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Terminals;

/**
 * The form in which results are printed.
 *
 * @param width the most columns of a line
 */
record Style(int width, Ansi ansi) {
    /** A wider table is hard to read, a narrower one cannot hold a row of numbers. */
    private static final int MAX_WIDTH = 100;
    private static final int MIN_WIDTH = 60;

    /** Returns the form for standard output; where it is no terminal the width is constant, so that files are the same everywhere. */
    static Style of(CommandSpec spec) {
        return new Style(Math.clamp(Terminals.columnsOfOutput(MAX_WIDTH), MIN_WIDTH, MAX_WIDTH),
                spec.commandLine().getColorScheme().ansi());
    }

    /** Returns lines of whole words, the first after the prefix and the others indented as far. */
    List<String> wrap(String prefix, String text) {
        return Paragraph.wrap(prefix, text, width);
    }

    String bold(String text) {
        return coloured("bold", text);
    }

    /** @param colour a style of picocli's markup, such as {@code red}; none if empty */
    String coloured(String colour, String text) {
        return colour.isEmpty() || text.isEmpty() ? text
                : ansi.string("@|" + colour + " " + text.replace("|@", "| @") + "|@");
    }
}
