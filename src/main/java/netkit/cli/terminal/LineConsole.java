package netkit.cli.terminal;

import java.io.Closeable;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

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
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.Signals;

import netkit.net.PrintableText;

/** A client's console on a terminal, where received lines appear above the line being typed. */
public final class LineConsole implements Closeable {
    /** The two directions of a protocol, each in a thread of its own. */
    public interface Conversation {
        /** Receives and shows until the peer closes. */
        void receive() throws IOException;

        /** What precedes the line being typed; not the mark of sent bytes, where those are shown. */
        default String prompt() {
            return "> ";
        }

        /** Sends a typed line, given without its end. */
        void typed(String line) throws IOException;

        /** Handles {@code quit} and {@code /quit}. */
        default void quit(String line) throws IOException {
            finished();
        }

        /** Handles Ctrl-D: the input has ended; the peer has a moment left for its last lines. */
        void finished() throws IOException;

        /** Handles Ctrl-C on an empty line; on any other it clears that line. */
        void interrupted() throws IOException;

        /** Whether more lines are read after Ctrl-C or {@code quit}. */
        default boolean goesOn() {
            return false;
        }

        /** Handles Tab. */
        void complete(ParsedLine line, List<Candidate> candidates);
    }

    private static final long CLOSE_MILLIS = 1000;
    private static final int USUAL_ROWS = 24;
    /** A byte that UTF-8 does not have. */
    private static final int NO_CHARACTER = 0xFF;
    /** What jline does for Ctrl-C. */
    private static final String INTERRUPT = "interrupt";
    private static final Set<String> QUIT = Set.of("quit", "/quit");

    private final Terminal terminal;
    /** The signals that were handled otherwise before, to be restored. */
    private final Map<Terminal.Signal, Object> handledBefore = new EnumMap<>(Terminal.Signal.class);
    private final CountDownLatch over = new CountDownLatch(1);
    private final LineReader reader;
    private volatile Conversation conversation;
    private volatile IOException failure;

    public LineConsole() throws IOException {
        this(Terminals.open());
        handle(Terminal.Signal.INT, this::interruptedOutsideOfALine);
        for (Terminal.Signal redraw : List.of(Terminal.Signal.WINCH, Terminal.Signal.CONT)) {
            handle(redraw, () -> terminal.raise(redraw));
        }
    }

    /**
     * Handles a signal of the process. jline would give Ctrl-C to itself where a line begins and back where it ends, and
     * for a moment to the system, which ends the JVM; and of two that come while it begins a line it would count one.
     */
    private void handle(Terminal.Signal signal, Runnable handler) {
        handledBefore.put(signal, Signals.register(signal.name(), handler));
    }

    LineConsole(Terminal terminal) {
        this.terminal = terminal;
        // jline leaves raw mode between two lines, and a Ctrl-D typed then would be lost
        terminal.enterRawMode();
        Attributes betweenLines = terminal.getAttributes();
        betweenLines.setLocalFlag(Attributes.LocalFlag.ISIG, true); // no thread reads the key then
        terminal.setAttributes(betweenLines);
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("netkit")
                .parser(new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0])) // it's text, not a shell
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .completer((_, line, candidates) -> complete(line, candidates))
                .build();
        bindArrows();
        readCtrlCAsAKey();
        terminal.handle(Terminal.Signal.INT, _ -> interruptedOutsideOfALine()); // a terminal that is no system's
    }

    /**
     * Has Ctrl-C act once, and behind what was typed before it, while a line is read. jline takes the key from its input,
     * but raises the signal too, as soon as it has read the terminal's character for it.
     */
    private void readCtrlCAsAKey() {
        reader.getKeyMaps().get(LineReader.MAIN).bind(new Reference(INTERRUPT), KeyMap.ctrl('C'));
        reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> {
            Attributes attributes = terminal.getAttributes();
            attributes.setControlChar(Attributes.ControlChar.VINTR, NO_CHARACTER);
            terminal.setAttributes(attributes);
            return true;
        });
    }

    /** Handles Ctrl-C while no line is read, or before the line that begins is read as keys. */
    private void interruptedOutsideOfALine() {
        Thread.ofVirtual().name("Ctrl-C").start(this::interruptConversation);
    }

    private void interruptConversation() {
        try {
            if (conversation != null && !interrupted()) {
                over.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
                over.countDown();
            }
        } catch (IOException e) {
            failure = e;
            over.countDown();
        } catch (InterruptedException e) {
            throw new IllegalStateException("a thread that is not shared was interrupted", e);
        }
    }

    /** Returns whether the conversation goes on. */
    private boolean interrupted() throws IOException {
        conversation.interrupted();
        return conversation.goesOn();
    }

    /** The arrow keys as a terminal sends them outside of its application mode (ECMA-48 CUU, CUD, CUF, CUB). */
    private void bindArrows() {
        KeyMap<Binding> keys = reader.getKeyMaps().get(LineReader.MAIN);
        keys.bind(new Reference(LineReader.UP_LINE_OR_HISTORY), "\033[A");
        keys.bind(new Reference(LineReader.DOWN_LINE_OR_HISTORY), "\033[B");
        keys.bind(new Reference(LineReader.FORWARD_CHAR), "\033[C");
        keys.bind(new Reference(LineReader.BACKWARD_CHAR), "\033[D");
    }

    /** Whether a line leaves the console. */
    public static boolean isQuit(String line) {
        return QUIT.contains(line.strip());
    }

    /** Names come from peers. */
    private void complete(ParsedLine line, List<Candidate> candidates) {
        conversation.complete(line, candidates);
        candidates.removeIf(
                candidate -> !PrintableText.escapeControls(candidate.value()).equals(candidate.value()));
    }

    /** Shows a line, or several, above the one being typed; whatever could control the terminal is escaped. */
    public void show(String lines) {
        reader.printAbove(PrintableText.escapeLines(lines, true));
    }

    /** Returns the height of the terminal in lines, or the usual 24 if it is unknown. */
    public int rows() {
        int rows = terminal.getSize().getRows();
        return rows > 0 ? rows : USUAL_ROWS;
    }

    /** Runs until the user or the peer ends the conversation. */
    public void run(Conversation with) throws IOException, InterruptedException {
        conversation = with;
        Thread.ofVirtual().name("receive").start(this::receive);
        Thread typist = Thread.ofPlatform().daemon().name("type").start(this::type);
        over.await();
        typist.interrupt(); // jline restores the line being typed, and needs the terminal for that
        typist.join(CLOSE_MILLIS);
        terminal.writer().println();
        if (failure != null) {
            throw failure;
        }
    }

    private void receive() {
        try {
            conversation.receive();
        } catch (IOException e) {
            failure = e;
        } finally {
            over.countDown();
        }
    }

    private void type() {
        try {
            boolean goesOn = true;
            while (goesOn) {
                try {
                    String line = reader.readLine(conversation.prompt());
                    if (isQuit(line)) {
                        conversation.quit(line.strip());
                        goesOn = conversation.goesOn();
                    } else {
                        conversation.typed(line);
                    }
                } catch (EndOfFileException _) {
                    conversation.finished();
                    goesOn = false;
                } catch (UserInterruptException e) {
                    if (over.getCount() == 0) {
                        return;
                    }
                    goesOn = !e.getPartialLine().isEmpty() || interrupted();
                }
            }
            over.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException _) {
            // interrupted by run()
        }
        over.countDown();
    }

    @Override
    public void close() throws IOException {
        handledBefore.forEach((signal, handler) -> Signals.unregister(signal.name(), handler));
        terminal.close();
    }
}
