package netkit.cli.ws;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

import org.jline.reader.Candidate;
import org.jline.reader.ParsedLine;

import netkit.cli.option.HexText;
import netkit.cli.option.QuotedText;
import netkit.cli.terminal.LineConsole;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketException;
import netkit.websocket.WebSocketHandler;

/** The session of {@code ws-client}, on a terminal or in a pipe: sends lines as messages, and prints messages as lines. */
final class WsSession implements WebSocketHandler, Frame.Observer, LineConsole.Conversation {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_PING = 125;

    /** The connection is closing, so that nothing can be sent. */
    static final class ClosedException extends IOException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("the connection is closed");
        }
    }

    private record Ping(byte[] payload, long sentAt) {}

    private final Opcode type;
    private final SendOptions sendOptions;
    private final boolean showFrames;
    private final Consumer<String> messages;
    private final Consumer<String> notes;
    private final FrameLines sentFrames = new FrameLines(">");
    private final FrameLines receivedFrames = new FrameLines("<");
    private final CloseReport closeReport = new CloseReport();
    private WebSocketConnection connection;
    private boolean violationsAnnounced;
    private volatile boolean closing;
    private volatile boolean undelivered;
    private final ArrayDeque<Ping> pings = new ArrayDeque<>();

    /**
     * @param messages receives messages and frames to print, possibly several lines at once
     * @param notes receives remarks about them
     */
    WsSession(Opcode type, SendOptions sendOptions, boolean showFrames, Consumer<String> messages,
            Consumer<String> notes) {
        this.type = type;
        this.sendOptions = sendOptions;
        this.showFrames = showFrames;
        this.messages = messages;
        this.notes = notes;
    }

    /** Sets the connection; must be called before any input. */
    void attach(WebSocketConnection opened) {
        connection = opened;
    }

    /** Whether the connection was closed without an error, and all input was sent. */
    boolean isDone() {
        return closeReport.isClean() && !undelivered && connection.backlog() == 0;
    }

    /** Whether the input has asked to close. */
    boolean isClosing() {
        return closing;
    }

    /** Notes that input was not sent. */
    void notSent(String why) {
        undelivered = true;
        notes.accept("not sent: " + why);
    }

    @Override
    public void receive() {
        connection.run();
    }

    @Override
    public String prompt() {
        return showFrames ? "ws> " : LineConsole.Conversation.super.prompt();
    }

    @Override
    public void typed(String line) throws IOException {
        try {
            typed(line.getBytes(StandardCharsets.UTF_8));
        } catch (ClosedException e) {
            notSent(e.getMessage());
        }
    }

    /** Handles a line of input: a message or a command. */
    void typed(byte[] line) throws IOException {
        if (line.length == 0 || line[0] != '/') {
            send(line);
            return;
        }
        String[] words = new String(line, StandardCharsets.UTF_8).split(" ", 2);
        switch (words[0]) {
            case "/ping" -> ping(words.length > 1 ? words[1] : "");
            case "/close" -> close(words.length > 1 ? words[1] : "");
            default ->
                send(line.length > 1 && line[1] == '/' ? Arrays.copyOfRange(line, 1, line.length) : line);
        }
    }

    private void send(byte[] message) throws IOException {
        if (type == Opcode.TEXT && PrintableText.decode(message, 0, message.length).isEmpty()) {
            notSent("the line is not UTF-8, which a text message must be (RFC 6455 §5.6); see --binary");
            return;
        }
        if (sendOptions.isStandard()) {
            check(awaitRoom(message.length) && connection.send(type, message, 0, message.length));
            return;
        }
        if (!violationsAnnounced) {
            violationsAnnounced = true;
            sendOptions.violations().forEach(violation -> notes.accept("on purpose: " + violation.words()
                    + "; the server must close with " + violation.closeCode()));
        }
        for (Frame frame : sendOptions.frames(type, message, RANDOM::nextInt)) {
            check(awaitRoom(frame.payload().length) && connection.sendFrame(frame));
        }
    }

    private static void check(boolean sent) throws ClosedException {
        if (!sent) {
            throw new ClosedException();
        }
    }

    private boolean awaitRoom(int length) throws InterruptedIOException {
        try {
            return connection.awaitRoom(length);
        } catch (InterruptedException _) {
            throw new InterruptedIOException("interrupted while waiting to send");
        }
    }

    private void ping(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > LONGEST_PING) {
            notSent("a ping has at most 125 bytes of payload (RFC 6455 §5.5), not " + payload.length);
            return;
        }
        synchronized (pings) {
            pings.add(new Ping(payload, System.nanoTime()));
        }
        check(connection.ping(payload));
    }

    private void close(String arguments) {
        String[] words = arguments.strip().split("\\s+", 2);
        String code = words[0].isEmpty() ? Integer.toString(CloseCode.NORMAL) : words[0];
        if (!code.matches("\\d{1,5}") || !CloseCode.isSendable(Integer.parseInt(code))) {
            notes.accept(
                    "not closed: '" + PrintableText.escapeControls(code)
                            + "' is not a close code that may be sent (RFC 6455 §7.4): "
                            + "1000 to 1003, 1007 to 1014, 3000 to 4999");
            return;
        }
        closing = true;
        connection.close(Integer.parseInt(code), words.length > 1 ? words[1] : "");
    }

    @Override
    public void finished() {
        connection.close(CloseCode.NORMAL, "");
    }

    @Override
    public void interrupted() {
        connection.close(CloseCode.GOING_AWAY, "");
    }

    @Override
    public void complete(ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0 && line.line().startsWith("/")) {
            candidates.add(new Candidate("/ping"));
            candidates.add(new Candidate("/close"));
            candidates.add(new Candidate("/quit"));
        }
    }

    @Override
    public void message(WebSocketConnection from, Opcode kind, byte[] bytes, int start, int length) {
        messages.accept(kind == Opcode.TEXT
                ? PrintableText.escapeControls(new String(bytes, start, length, StandardCharsets.UTF_8))
                : "binary message of " + Numbers.counted(length, "byte")
                        + HexDump.lines(bytes, start, length).stream().reduce("",
                                (all, line) -> all + "\n" + line));
    }

    @Override
    public void pong(WebSocketConnection from, byte[] bytes, int start, int length) {
        long now = System.nanoTime();
        byte[] payload = Arrays.copyOfRange(bytes, start, start + length);
        String text = PrintableText.of(payload, 0, length).map(QuotedText::of)
                .orElseGet(() -> HexText.of(payload));
        notes.accept("pong" + (length == 0 ? "" : " " + text) + answered(payload)
                .map(ping -> " after " + Numbers.millis(now - ping.sentAt) + " ms")
                .orElse(", unsolicited"));
    }

    /** RFC 6455 §5.5.3: one pong may reply to several pings, with the payload of the most recent one. */
    private Optional<Ping> answered(byte[] payload) {
        synchronized (pings) {
            Optional<Ping> found = pings.stream().filter(ping -> Arrays.equals(ping.payload, payload))
                    .findFirst();
            if (found.isPresent()) {
                while (pings.remove() != found.get()) {
                    // an earlier ping, which this pong replies to as well
                }
            }
            return found;
        }
    }

    @Override
    public void received(Frame frame) {
        closeReport.received(frame);
        show(receivedFrames, frame);
    }

    @Override
    public void violation(WebSocketException why) {
        closeReport.refused();
        if (showFrames) {
            messages.accept("    illegal: " + why.getMessage());
        }
    }

    @Override
    public void sent(Frame frame) {
        closeReport.sent(frame);
        show(sentFrames, frame);
    }

    private void show(FrameLines direction, Frame frame) {
        if (showFrames) {
            messages.accept(String.join("\n", direction.lines(frame)));
        }
    }

    @Override
    public void closed(WebSocketConnection over, CloseStatus status) {
        closeReport.ended(status);
    }

    /** Prints how the connection ended. */
    void report(Consumer<String> report) {
        if (connection.backlog() > 0) {
            report.accept("not sent: " + Numbers.counted(connection.backlog(), "byte")
                    + " of frames, which the server did not read");
        }
        closeReport.lines(violationsAnnounced ? sendOptions.violations() : List.of()).forEach(report);
    }
}
