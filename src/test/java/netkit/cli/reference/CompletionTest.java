package netkit.cli.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.Cli;
import netkit.testing.Programs;

/** What the shells themselves make of the completion scripts. */
@Tag("peers")
@Timeout(120)
class CompletionTest {
    @TempDir
    private Path folder;

    private Path script(String shell) throws Exception {
        Cli.Result printed = Cli.run("completion", shell);
        assertEquals(0, printed.code(), printed::toString);
        return Files.writeString(folder.resolve("completion." + shell), printed.out());
    }

    /** Runs a shell; it must have nothing to complain of. */
    private List<String> output(String... command) throws Exception {
        Programs.need(command[0]);
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals("", Files.readString(errors, StandardCharsets.UTF_8));
        return Files.readAllLines(output);
    }

    /** Lets bash or zsh complete the last of the words, by the function that the script registers. */
    private List<String> complete(String shell, String... words) throws Exception {
        String preparation = shell.equals("zsh")
                ? "autoload -U compinit && compinit -u -D; source %s; emulate sh; "
                : "compopt() { :; }; source %s; ";
        String typed = "COMP_WORDS=('%s') COMP_CWORD=%d COMP_LINE='%s'; ".formatted(String.join("' '", words),
                words.length - 1, String.join(" ", words));
        String[] command = {shell, shell.equals("zsh") ? "-f" : "--norc", "-c",
            preparation.formatted(script(shell))
                    + typed + "_complete_netkit; printf '%s\\n' \"${COMPREPLY[@]}\""};
        return output(command);
    }

    private List<String> fish(String line) throws Exception {
        List<String> words = new ArrayList<>();
        for (String found : output("fish", "--no-config", "-c",
                "source %s; complete -C '%s'".formatted(script("fish"),
                        line))) {
            words.add(found.replaceFirst("\t.*", ""));
        }
        return words;
    }

    @Test
    void bashCompletesCommandsOptionsAndValues() throws Exception {
        assertEquals(List.of("tcp-server"), complete("bash", "netkit", "tcp-s"));
        assertEquals(List.of("--port"), complete("bash", "netkit", "tcp-server", "--po"));
        assertEquals(List.of("run"), complete("bash", "netkit", "lab", "r"));
        assertEquals(List.of("--ladder"), complete("bash", "netkit", "lab", "run", "--lad"));
        assertEquals(List.of("client"), complete("bash", "netkit", "ws-frame", "decode", "--from", "c"));
        assertEquals(List.of("tcp-server"), complete("bash", "netkit", "help", "tcp-s"));
        assertEquals(List.of("udp-ping"), complete("bash", "netkit", "man", "udp-p"));
        assertEquals(List.of("websocket"), complete("bash", "netkit", "guide", "w"));
        assertEquals(List.of("adapter"), complete("bash", "netkit", "lesson", "term", "adap"));
        assertEquals(List.of("4"), complete("bash", "netkit", "lesson", "show", "4"));
    }

    @Test
    void zshCompletesCommandsOptionsAndValues() throws Exception {
        // zsh itself leaves out what does not begin with the word
        assertTrue(complete("zsh", "netkit", "tcp-s").containsAll(List.of("tcp-server", "lab")));
        List<String> options = complete("zsh", "netkit", "tcp-server", "--po");
        assertTrue(options.contains("--port"), options::toString);
        assertFalse(options.contains("--ladder"), options::toString);
        assertTrue(complete("zsh", "netkit", "lab", "run", "--lad").contains("--ladder"));
        assertEquals(List.of("client", "server"),
                complete("zsh", "netkit", "ws-frame", "decode", "--from", ""));
        assertTrue(complete("zsh", "netkit", "help", "").contains("tcp-server"));
        assertTrue(complete("zsh", "netkit", "man", "").contains("udp-ping"));
        assertTrue(complete("zsh", "netkit", "guide", "").contains("websocket"));
        assertTrue(complete("zsh", "netkit", "lesson", "term", "").contains("socket"));
    }

    @Test
    void fishCompletesCommandsOptionsAndValues() throws Exception {
        assertEquals(List.of("tcp-server"), fish("netkit tcp-s"));
        assertEquals(List.of("--port"), fish("netkit tcp-server --po"));
        assertEquals(List.of("run"), fish("netkit lab r"));
        assertEquals(List.of("--ladder"), fish("netkit lab run --lad"));
        assertEquals(List.of(), fish("netkit lab --lad"));
        assertEquals(List.of("client"), fish("netkit ws-frame decode --from c"));
        assertEquals(List.of("fish"), fish("netkit completion f"));
        assertEquals(List.of("tcp-server"), fish("netkit help tcp-s"));
        assertEquals(List.of("udp-ping"), fish("netkit man udp-p"));
        assertEquals(List.of("websocket"), fish("netkit guide w"));
        assertEquals(List.of("adapter"), fish("netkit lesson term adap"));
        assertEquals(List.of("4"), fish("netkit lesson show 4"));
    }

    @Test
    void fishCompletesFileNames() throws Exception {
        Files.createDirectory(folder.resolve("a-folder"));
        assertEquals(List.of(folder + "/a-folder/"), fish("netkit mq-server --data " + folder + "/a-fo"));
    }
}
