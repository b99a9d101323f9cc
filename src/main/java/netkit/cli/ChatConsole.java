package netkit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.jline.keymap.KeyMap;
import org.jline.reader.Binding;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;

import netkit.chat.ChatClient;
import netkit.chat.LineDecoder;
import netkit.chat.Roster;
import netkit.net.Endpoint;
import netkit.net.PrintableText;

/** The chat on a terminal: what comes in appears above the line being typed. */
final class ChatConsole {
    private static final int LONGEST_LINE = 1024 * 1024;
    private static final Duration PATIENCE_FOR_COMPLETION = Duration.ofMillis(300);
    private static final long GOODBYE_MILLIS = 1000;

    private final ChatClient client;
    private final boolean hex;
    private final LineReader reader;
    private final ChunkDump dump;
    private final Roster roster = new Roster();
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean leaving;
    private volatile IOException failure;

    private ChatConsole(ChatClient client, Terminal terminal, boolean hex) {
        this.client = client;
        this.hex = hex;
        this.reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("netkit")
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0])) // it's text, not a shell
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .completer((_, line, candidates) -> complete(line, candidates))
                .build();
        bindArrows();
        this.dump = new ChunkDump(reader::printAbove);
        if (hex) {
            client.onSent(dump::sent);
        }
    }

    /** The arrow keys as a terminal sends them outside of its application mode (ECMA-48 CUU, CUD, CUF, CUB). */
    private void bindArrows() {
        KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
        keys.bind(new Reference(LineReader.UP_LINE_OR_HISTORY), "\033[A");
        keys.bind(new Reference(LineReader.DOWN_LINE_OR_HISTORY), "\033[B");
        keys.bind(new Reference(LineReader.FORWARD_CHAR), "\033[C");
        keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\033[D");
    }

    /** Talks with the server until either side has enough. */
    static void run(Endpoint server, boolean hex) throws IOException, InterruptedException {
        try (ChatClient client = ChatClient.connect(server);
                Terminal terminal = Terminals.open()) {
            // jline leaves this mode between two lines, and a Ctrl-D typed just then would be lost.
            terminal.enterRawMode();
            ChatConsole console = new ChatConsole(client, terminal, hex);
            Thread.ofVirtual().name("receive").start(console::receive);
            Thread.ofPlatform().daemon().name("type").start(console::type);
            console.over.await();
            terminal.writer().println();
            if (console.failure != null) {
                throw console.failure;
            }
        }
    }

    private void receive() {
        try {
            if (hex) {
                client.receiveAll(dump::received);
            } else {
                LineDecoder lines = new LineDecoder(LONGEST_LINE);
                client.receiveAll((bytes, count) -> lines.feed(bytes, 0, count, this::show));
                lines.finish(this::show);
            }
            if (!leaving) {
                reader.printAbove("the server closed the connection");
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            over.countDown();
        }
    }

    private void show(LineDecoder.Line line) {
        switch (line) {
            case LineDecoder.Line.Text(var text) -> {
                if (roster.hear(text)) {
                    reader.printAbove(printable(text));
                }
            }
            case LineDecoder.Line.TooLong(var limit) -> reader.printAbove(
                    "(a line of more than " + limit + " bytes came, which is not shown)");
            case LineDecoder.Line.NotUtf8(var at) -> reader.printAbove(
                    "(a line came of which byte " + at + " is not UTF-8: --hex shows it)");
        }
    }

    private static String printable(String text) {
        return text.chars()
                .mapToObj(c -> c != '\t' && PrintableText.isDangerous((char) c) ? String.format("\\u%04x", c)
                        : String.valueOf((char) c))
                .collect(Collectors.joining());
    }

    private void type() {
        try {
            while (true) {
                byte[] line = (reader.readLine("> ") + "\n").getBytes(StandardCharsets.UTF_8);
                client.send(line, line.length);
            }
        } catch (EndOfFileException | UserInterruptException _) {
            leave();
        } catch (IOException e) {
            failure = e;
            over.countDown();
        }
    }

    /** Ctrl-D or Ctrl-C: we have nothing more to say, and give the server a moment to say goodbye. */
    private void leave() {
        leaving = true;
        try {
            client.finishSending();
            over.await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException | InterruptedException _) {
            // then there is no goodbye
        }
        over.countDown();
    }

    private void complete(ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) {
            return;
        }
        try {
            if (line.wordIndex() > 0 && !hex) {
                byte[] questions = roster.questions();
                client.send(questions, questions.length);
                roster.awaitAnswers(PATIENCE_FOR_COMPLETION);
            }
        } catch (IOException | InterruptedException _) {
            // what is known already has to do
        }
        roster.candidates(line.words().subList(0, line.wordIndex() + 1))
                .forEach(word -> candidates.add(new Candidate(word)));
    }
}
