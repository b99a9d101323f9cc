package netkit.cli.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import netkit.cli.NetkitCommandLine;
import netkit.testing.Cli;
import netkit.testing.Programs;

/** The manual pages, formatted by groff. */
@Timeout(120)
class ManPageTest {
    @TempDir
    private Path folder;

    private String formatted(String page) throws Exception {
        Programs.need("groff");
        Path source = Files.writeString(folder.resolve("page.1"), page);
        Path output = folder.resolve("output");
        Path warnings = folder.resolve("warnings");
        Process groff = new ProcessBuilder("groff", "-man", "-Tutf8", "-ww", "-P-cbou", source.toString())
                .redirectOutput(output.toFile()).redirectError(warnings.toFile()).start();
        assertTrue(groff.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", Files.readString(warnings), page);
        return Files.readString(output);
    }

    private static List<CommandLine> all(CommandLine command) {
        List<CommandLine> all = new ArrayList<>(List.of(command));
        command.getSubcommands().values().forEach(child -> all.addAll(all(child)));
        return all;
    }

    @Test
    @Tag("peers")
    void pageOfEveryCommandNamesItsOptionsAndFitsEightyColumns() throws Exception {
        for (CommandLine command : all(NetkitCommandLine.forAll())) {
            String page = formatted(ManPage.of(command));

            assertTrue(page.contains(command.getCommandSpec().qualifiedName() + " ["), page);
            command.getCommandSpec().options().forEach(option -> assertTrue(
                    page.contains(option.negatable() ? "--[no-]" + option.longestName().substring(2)
                            : option.longestName()),
                    option.longestName() + " is not in\n" + page));
            List<String> examples = List.of(command.getCommandSpec().usageMessage().footer());
            assertEquals(List.of(), page.lines().filter(line -> line.length() > 80)
                    .filter(line -> examples.stream().noneMatch(line::contains)).toList());
        }
    }

    @Test
    @Tag("peers")
    void textThatRoffWouldTakeForItsOwnIsKept() throws Exception {
        CommandLine command = new CommandLine(CommandLine.Model.CommandSpec.create().name("x"));
        command.getCommandSpec().usageMessage().description(".NF is a dot.",
                "'quoted' and C:\\new: – a dash");
        String page = formatted(ManPage.of(command));

        assertTrue(page.contains(".NF is a dot."), page);
        assertTrue(page.contains("'quoted' and C:\\new: – a dash"), page);
    }

    /** On a terminal the help is coloured. */
    @Test
    void pageHasNoEscapeSequencesOfATerminal() {
        CommandLine command = NetkitCommandLine.forAll().getSubcommands().get("udp-ping");
        command.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.ON));

        String page = ManPage.of(command);

        assertEquals(-1, page.indexOf(0x1B), page);
        assertTrue(page.contains("\\fBnetkit udp\\-ping\\fR ["), page);
    }

    @Test
    void commandOfTwoWordsHasAPage() {
        Cli.Result page = Cli.run("man", "lab", "run");

        assertEquals(0, page.code(), page::toString);
        assertTrue(page.out().startsWith(".TH \"NETKIT\\-LAB\\-RUN\" 1 "), page::toString);
    }

    @Test
    void unknownCommandIsWrongUsage() {
        Cli.Result page = Cli.run("man", "lap");

        assertEquals(2, page.code(), page::toString);
        assertEquals("netkit man: 'lap' is not a command of netkit (see 'netkit man --help')\n", page.err());
    }
}
