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

/** A console for the chat on a terminal: history, completion, and incoming lines above the one being typed. */
final class ChatConsole implements LineConsole.Conversation {
    private static final int LONGEST_LINE = 1024 * 1024;
    private static final Duration COMPLETION_TIMEOUT = Duration.ofSeconds(3);

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

    /** Runs until the user leaves or the server closes the connection. */
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
                    "(received a line of more than " + limit + " bytes; not shown)");
            case LineDecoder.Line.NotUtf8(var at) -> console.show(
                    "(received a line whose byte " + at + " is not UTF-8; --hex shows it)");
        }
    }

    @Override
    public void typed(String text) throws IOException {
        byte[] line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        client.send(line, line.length);
    }

    /** The chat says goodbye to {@code /quit}; another server may take it for text, and gets the end of input as well. */
    @Override
    public void quit(String line) throws IOException {
        if (line.startsWith("/")) {
            typed(line);
        }
        finished();
    }

    @Override
    public String prompt() {
        return hex ? "tcp> " : LineConsole.Conversation.super.prompt();
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
                roster.awaitReplies(COMPLETION_TIMEOUT);
            }
        } catch (IOException | InterruptedException _) {
            // completes from what is known so far
        }
        roster.candidates(line.words().subList(0, line.wordIndex() + 1))
                .forEach(word -> candidates.add(new Candidate(word)));
    }
}
