package netkit.cli.tcp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import netkit.chat.ChatClient;
import netkit.chat.LineDecoder;
import netkit.chat.Roster;
import netkit.cli.terminal.LineConsole;
import netkit.net.Endpoint;
import netkit.net.PrintableText;

/** The chat on a terminal. */
final class ChatConsole implements LineConsole.Conversation {
    private static final int LONGEST_LINE = 1024 * 1024;
    private static final Duration PATIENCE_FOR_COMPLETION = Duration.ofMillis(300);

    private final ChatClient client;
    private final LineConsole console;
    private final boolean hex;
    private final ChunkDump dump;
    private final Roster roster = new Roster();
    private volatile boolean leaving;

    private ChatConsole(ChatClient client, LineConsole console, boolean hex) {
        this.client = client;
        this.console = console;
        this.dump = new ChunkDump(console::show);
        this.hex = hex;
        if (hex) {
            client.onSending(dump::sending);
        }
    }

    /** Talks with the server until either side has enough. */
    static void run(Endpoint server, boolean hex) throws IOException, InterruptedException {
        try (ChatClient client = ChatClient.connect(server); LineConsole console = new LineConsole()) {
            console.run(new ChatConsole(client, console, hex));
        }
    }

    @Override
    public void receive() throws IOException {
        if (hex) {
            client.receiveAll(dump::received);
        } else {
            LineDecoder lines = new LineDecoder(LONGEST_LINE);
            client.receiveAll((bytes, count) -> lines.feed(bytes, 0, count, this::show));
            lines.finish(this::show);
        }
        if (!leaving) {
            console.show("the server closed the connection");
        }
    }

    private void show(LineDecoder.Line line) {
        switch (line) {
            case LineDecoder.Line.Text(var text) -> {
                if (roster.learn(text)) {
                    console.show(PrintableText.escapeControls(text));
                }
            }
            case LineDecoder.Line.TooLong(var limit) -> console.show(
                    "(a line of more than " + limit + " bytes came, which is not shown)");
            case LineDecoder.Line.NotUtf8(var at) -> console.show(
                    "(a line came of which byte " + at + " is not UTF-8: --hex shows it)");
        }
    }

    @Override
    public void typed(String text) throws IOException {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        client.send(line, line.length);
    }

    @Override
    public void finished() throws IOException {
        leaving = true;
        client.finishSending();
    }

    @Override
    public void interrupted() throws IOException {
        finished();
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (!line.line().startsWith("/")) {
            return;
        }
        try {
            if (line.wordIndex() > 0 && !hex) {
                byte[] queries = roster.queries();
                client.send(queries, queries.length);
                roster.awaitReplies(PATIENCE_FOR_COMPLETION);
            }
        } catch (IOException | InterruptedException _) {
            // what is known already has to do
        }
        roster.candidates(line.words().subList(0, line.wordIndex() + 1))
                .forEach(word -> candidates.add(new Candidate(word)));
    }
}
