package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import picocli.CommandLine.Help.Ansi;

class MarkdownTextTest {
    private static List<String> lines(String markdown) {
        return MarkdownText.lines(markdown, 30, Ansi.OFF);
    }

    @Test
    void paragraphsAreWrappedAndSeparatedByAnEmptyLine() {
        assertEquals(
                List.of("Title", "", "Words in *no* code `here` are", "joined and wrapped.", "", "Second."),
                lines("# Title\n\nWords in \\*no\\* code `` `here` `` are\njoined and wrapped.\n\nSecond.\n"));
    }

    @Test
    void codeIsIndentedNamesItsTerminalAndGoesOnAsInAShell() {
        assertEquals(List.of("Terminal 1:", "  $ netkit tcp-server \\", "    --port 9000 --host ::1",
                "", "  listening"),
                lines("```console 1\n$ netkit tcp-server --port 9000 --host ::1\n\nlistening\n```\n"));
        assertEquals(List.of("Type in terminal 2:", "  /help"), lines("```input 2\n/help\n```"));
        assertEquals(List.of("Now, in terminal 2:", "", "  /help"),
                lines("Now, in terminal 2:\n\n```input 2\n/help\n```"));
        assertEquals(List.of("In terminal 12:", "", "Terminal 2:", "  $ ls"),
                lines("In terminal 12:\n\n```console 2\n$ ls\n```"));
        assertEquals(List.of("  plain"), lines("```sh\nplain\n```"));
    }

    @Test
    void listsAreNumberedAndTheirLinesIndented() {
        assertEquals(List.of("- one that is longer than the", "  width", "- two", "  - inner"),
                lines("* one that is longer than the width\n* two\n  * inner\n"));
        assertEquals(List.of("3. three", "4. four"), lines("3. three\n4. four\n"));
    }

    @Test
    void quotationsKeepTheirMarkOnEachLine() {
        assertEquals(List.of("| a quotation that is wrapped", "| once", "|", "| and goes on"),
                lines("> a quotation that is wrapped once\n>\n> and goes on\n"));
    }

    @Test
    void blockThatNamesNoTerminalHasNoCaption() {
        assertEquals(List.of("  netkit"), lines("```console\nnetkit\n```\n"));
    }

    @Test
    void tablesAreAligned() {
        assertEquals(List.of("layer    example", "link     Ethernet", "network  IP"),
                lines("| layer | example |\n|---|---|\n| link | Ethernet |\n| network | IP |\n"));
    }

    @Test
    void onlyAddressesInTheNetworkAreLinks() {
        assertEquals(List.of("see RFC (https://a.example)"), lines("see [RFC](https://a.example)"));
        assertEquals(List.of("see the guide"), lines("see [the guide](guides/chat.md)"));
    }

    @Test
    void coloursEndWhereTheyBegan() {
        assertEquals(List.of("\u001b[1mbold\u001b[0m and \u001b[36mcode\u001b[0m"),
                MarkdownText.lines("**bold** and `code`", 80, Ansi.ON));
    }
}
