package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.terminal.Paragraph;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** What is laid out for the terminal that it is printed to, on one of 80 columns, and in the lab. */
@Timeout(180)
class EightyColumnsIT {
    private static final int COLUMNS = 80;

    private static void assertFits(int code, String command) throws Exception {
        Programs.need("script");
        try (LiveProcess process = Programs
                .shell("TERM=xterm exec script -qec 'stty cols 80; exec netkit " + command + "' /dev/null")) {
            assertEquals(code, process.awaitExit(), process.toString());
            List<String> lines = Arrays.asList(process.output().split("[\\r\\n]+")); // a line may be drawn again
            assertTrue(lines.size() > 1, process.toString());
            assertEquals(List.of(), lines.stream().filter(line -> Paragraph.width(line) > COLUMNS).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --details", " --explain tcp,loss"})
    void comparisonFits(String more) throws Exception {
        assertFits(0, "compare --on loopback --messages 20 --rate 1000/s --transports tcp,udp"
                + " --scenarios clean,loss" + more);
    }

    @Test
    void guideFits() throws Exception {
        assertFits(0, "guide lab");
    }

    @Test
    void complaintFits() throws Exception {
        assertFits(1,
                "lesson show 99 --lessons a-folder-that-does-not-exist-anywhere-on-this-machine-i-hope");
    }

    /** The host's name stands before each line of its programs. */
    @Test
    void experimentOfTheLabFits(@TempDir Path folder) throws Exception {
        Programs.needLab();
        Path file = Files.writeString(folder.resolve("wide.lab"), """
                title Numbered datagrams, listened to and sent with options that make the line a long one
                seed 7
                bob serves netkit udp-listen 9001 --count 3 --for 1m
                wait until bob listens on 9001
                ladder on
                alice netkit udp-send bob:9001 --count 3 --size 1000 --rate 10mbit --wait 1ms
                wait until alice ends
                programs
                wire show
                """);
        assertFits(0, "lab doctor");
        assertFits(0, "lab run --yes --ladder " + file);
    }
}
