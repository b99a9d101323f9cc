package netkit.cli.lesson;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import netkit.http.QueryString;
import netkit.http.RequestHead;
import netkit.lesson.Question;
import netkit.lesson.board.Board;
import netkit.lesson.board.BoardReport;
import netkit.net.Scheduler;
import netkit.report.Json;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketServer.Route;
import netkit.websocket.WebSocketServer.Session;

/** The WebSocket routes of a board: reports of students come in at {@code /join}, and go out to the teacher's page at {@code /board}. */
final class BoardRoutes implements Closeable {
    /** Changes within this time go to the page together. */
    private static final Duration TOGETHER = Duration.ofMillis(200);
    /** So that students who went away are shown as such. */
    private static final Duration AGAIN = Duration.ofSeconds(30);
    static final String ACCEPTED = "ok";

    private final Board board;
    private final String key;
    private volatile String course = "";
    private final BiFunction<Integer, Question, Optional<String>> measuring;
    private final Set<WebSocketConnection> pages = ConcurrentHashMap.newKeySet();
    private final Set<String> beingMeasured = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean isDue = new AtomicBoolean();
    private volatile boolean isClosed;

    /**
     * @param key without which no page is served
     * @param measuring returns the value of a lesson's question; may take seconds
     */
    BoardRoutes(Board board, String key, BiFunction<Integer, Question, Optional<String>> measuring) {
        this.board = board;
        this.key = key;
        this.measuring = measuring;
        again();
    }

    private void again() {
        Scheduler.SYSTEM.after(AGAIN, () -> {
            if (!isClosed) {
                changed();
                again();
            }
        });
    }

    /** Sets what the page gets first, before a page is served. */
    void course(Board.Course first) {
        course = Json.line(first);
    }

    Route join() {
        return request -> Session.of(new Joining());
    }

    Route page() {
        return request -> Session.of(new Page(isKey(request)));
    }

    boolean isKey(RequestHead request) {
        String target = request.target();
        String given = QueryString.decode(target.substring(target.indexOf('?') + 1)).getOrDefault("key", "");
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8),
                key.getBytes(StandardCharsets.UTF_8));
    }

    /** A student's connection: a report for each text message, and a reply to each. */
    private final class Joining implements WebSocketHandler {
        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
                throws IOException {
            String reply;
            try {
                board.take(BoardReport.parse(new String(bytes, from, length, StandardCharsets.UTF_8)),
                        System.currentTimeMillis());
                reply = ACCEPTED;
            } catch (IllegalArgumentException e) {
                reply = "! " + e.getMessage();
            }
            byte[] text = reply.getBytes(StandardCharsets.UTF_8);
            connection.reply(Opcode.TEXT, text, 0, text.length);
            if (reply.equals(ACCEPTED)) {
                changed();
            } else {
                connection.close(CloseCode.POLICY_VIOLATION, "refused");
            }
        }
    }

    /** The teacher's page: gets the course once, and what changes; asks for measurements. */
    private final class Page implements WebSocketHandler {
        private final boolean isTeacher;

        Page(boolean isTeacher) {
            this.isTeacher = isTeacher;
        }

        @Override
        public void opened(WebSocketConnection connection) {
            if (!isTeacher) {
                connection.close(CloseCode.POLICY_VIOLATION, "this address lacks the key of the board");
                return;
            }
            connection.sendText(course);
            connection.sendText(Json.line(board.view(System.currentTimeMillis())));
            pages.add(connection);
        }

        @Override
        public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                int length) {
            if (isTeacher) {
                try {
                    JsonObject asked = JsonParser
                            .parseString(new String(bytes, from, length, StandardCharsets.UTF_8))
                            .getAsJsonObject();
                    measure(asked.get("lesson").getAsInt(), asked.get("question").getAsString());
                } catch (JsonParseException | IllegalStateException | NullPointerException
                        | UnsupportedOperationException | NumberFormatException _) {
                    connection.close(CloseCode.POLICY_VIOLATION, "this is no request of the board's page");
                }
            }
        }

        @Override
        public void closed(WebSocketConnection connection, CloseStatus status) {
            pages.remove(connection);
        }
    }

    private void measure(int lesson, String question) {
        Optional<Question> wanted = board.toMeasure(lesson, question);
        if (wanted.isEmpty() || !beingMeasured.add(lesson + "/" + question)) {
            return;
        }
        Thread.ofVirtual().name("measure").start(() -> {
            try {
                board.reveal(lesson, question,
                        measuring.apply(lesson, wanted.get()).orElse("(it could not be measured)"));
            } finally {
                beingMeasured.remove(lesson + "/" + question);
            }
            changed();
        });
    }

    /** Sends the state to all pages soon, and only once for what changes meanwhile. */
    private void changed() {
        if (isDue.compareAndSet(false, true)) {
            Scheduler.SYSTEM.after(TOGETHER, () -> Thread.ofVirtual().name("board").start(() -> {
                isDue.set(false);
                String view = Json.line(board.view(System.currentTimeMillis()));
                for (WebSocketConnection page : pages) {
                    if (!page.sendText(view)) { // the next one has all of it
                        page.closeDiscarding(CloseCode.POLICY_VIOLATION, "the page reads too slowly");
                    }
                }
            }));
        }
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
