package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.cli.NetkitCommandLine;
import netkit.lesson.Glossary;
import netkit.lesson.Lessons;
import netkit.testing.Cli;

class GlossaryTest {
    private static final Pattern SENTENCE_END = Pattern.compile("[.?!](?=\\s|$)");
    private static final Pattern COMMAND = Pattern.compile("^See it: `netkit (.+)`$", Pattern.MULTILINE);

    static Stream<Glossary.Term> terms() throws IOException {
        return Lessons.packed().glossary().terms().stream();
    }

    @ParameterizedTest
    @MethodSource("terms")
    void termHasThreeSentencesAndAValidCommand(Glossary.Term term) {
        String prose = term.markdown().lines().skip(1).takeWhile(line -> !line.startsWith("See it:"))
                .reduce("", (text, line) -> text + line + "\n").strip();
        assertEquals(3, SENTENCE_END.matcher(prose).results().count(), prose);

        List<String> commands = COMMAND.matcher(term.markdown()).results().map(found -> found.group(1))
                .toList();
        assertEquals(1, commands.size(), term.markdown());
        assertDoesNotThrow(() -> NetkitCommandLine.forAll().parseArgs(commands.getFirst().split(" ")));
    }

    @Test
    void wordsOfTheCourseAreExplained() throws Exception {
        Glossary glossary = Lessons.packed().glossary();
        List<String> missing = Stream.of("socket", "WebSocket", "Socket.IO", "client", "server", "OSI model",
                "TCP/IP model", "TCP", "UDP", "packet", "room", "namespace", "event", "missed event",
                "acknowledgement", "message queue", "adapter").filter(word -> glossary.find(word).isEmpty())
                .toList();
        assertEquals(List.of(), missing);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"socket | Socket", "Sockets | Socket", "tcp | TCP", "TCP/IP model | TCP/IP model",
                "tcp ip model | TCP/IP model", "socket.io | Socket.IO", "socketio | Socket.IO",
                "websocket | WebSocket",
                "ack | Acknowledgement", "message queue | Message queue", "queue | Message queue",
                "redis adapter | Adapter",
                "layers | OSI model", "datagram | Packet"})
    void termIsFoundAsPeopleTypeIt(String typed, String name) {
        Cli.Result result = Cli.run(("lesson term " + typed).split(" "));
        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().startsWith("## " + name) || result.out().startsWith(name), result.out());
    }

    @Test
    void noWordHasTwoMeanings() throws Exception {
        List<String> words = terms()
                .flatMap(term -> Stream.concat(Stream.of(term.name()), term.synonyms().stream()))
                .toList();
        Glossary glossary = Lessons.packed().glossary();
        for (String word : words) {
            assertTrue(
                    glossary.find(word).orElseThrow().markdown().lines().findFirst().orElseThrow()
                            .contains(word),
                    word);
        }
    }

    @Test
    void listFitsAScreenOf24LinesAnd80Columns() {
        Cli.Result result = Cli.run("lesson", "term");
        assertEquals(0, result.code(), result.toString());
        assertTrue(result.out().lines().count() <= 23, result.out());
        assertTrue(result.out().lines().allMatch(line -> line.length() <= 80), result.out());
    }

    @Test
    void unknownTermIsWrongUsage() {
        Cli.Result result = Cli.run("lesson", "term", "quantum", "link");
        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().startsWith("netkit lesson term: there is no term 'quantum link'; "),
                result.err());
    }
}
