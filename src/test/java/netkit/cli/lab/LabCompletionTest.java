package netkit.cli.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabCompletionTest {
    private final LabCompletion completion = new LabCompletion(List.of("alice", "bob"),
            Set.of("tcp-client", "tcp-server", "udp-listen", "udp-send"));

    private List<String> complete(String line) {
        List<String> words = List.of(line.split(" ", -1));
        return completion.candidates(words.subList(0, words.size() - 1), words.getLast());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', ignoreLeadingAndTrailingWhitespace = false, value = {"al;alice", "wi;wire",
        "wire lo;loss", "wire loss 10% de;delay", "wire al;alice>bob", "wire sh;show", "stop al;alice,all",
        "alice pi;ping", "alice netkit tcp-c;tcp-client", "alice ping bo;bob,bob:",
        "bob serves netkit udp-l;udp-listen",
        "ladder o;on,off", "capture sta;start", "wait u;until", "wait until b;bob",
        "wait until bob l;listens",
        "at 2s wi;wire", "at 2s wire cu;cut", "at 2s;", "nobody x;"})
    void startOfAWordIsCompleted(String line, String expected) {
        assertEquals(expected == null ? List.of() : List.of(expected.split(",")), complete(line));
    }

    @Test
    void emptyLineOffersHostsAndSteps() {
        List<String> all = complete("");
        assertTrue(all.containsAll(List.of("alice", "bob", "wire", "help", "quit")), all.toString());
    }
}
