package netkit.cli.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.lesson.board.BoardReport;
import netkit.net.Tls;
import netkit.testing.Cli;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;

/** A class of thirty and its board, over real connections. */
class LessonBoardCommandTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final String CHECKS = """
            exercise listens
            check hello "says hello"
            peer connects
            peer expects line "hello\\n" within 500ms
            """;
    private static final String JSON = """
            {
              "schema": 1, "id": "22-own", "number": 22, "version": 1, "title": "My own", "minutes": 20,
              "exercise": { "name": "Own", "minutes": 30, "files": { "python": "own.py" } },
              "questions": [{ "id": "length", "step": 1, "type": "number", "text": "How long?",
                  "measure": { "command": "ws-frame decode 8102616f --json", "path": "frames[0].payloadLength" } }]
            }
            """;

    @TempDir
    Path lessons;
    @TempDir
    Path folder;

    /** A WebSocket connection whose messages and end are kept. */
    private static final class Client implements WebSocketHandler {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final WebSocketConnection connection;

        Client(String url) throws Exception {
            connection = new WebSocketClient(WebSocketOptions.DEFAULT, Tls.client()).connect(URI.create(url),
                    this);
            Thread.ofVirtual().start(connection::run);
        }

        @Override
        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at, int length) {
            received.add(new String(bytes, at, length, StandardCharsets.UTF_8));
        }

        @Override
        public void closed(WebSocketConnection closed, CloseStatus status) {
            received.add("closed " + status.code());
        }

        String next() throws InterruptedException {
            return received.poll(LONG.toSeconds(), TimeUnit.SECONDS);
        }

        String ask(String text) throws InterruptedException {
            connection.sendText(text);
            return next();
        }

        /** Waits for a state of the class that fits. */
        JsonObject view(Predicate<JsonObject> fits) throws InterruptedException {
            while (true) {
                JsonObject view = JsonParser.parseString(next()).getAsJsonObject();
                if (view.get("kind").getAsString().equals("view") && fits.test(view)) {
                    return view;
                }
            }
        }
    }

    private static String report(int student, String code, int step, int checks, String diagnosis) {
        return new BoardReport(1, code, "student-%010d".formatted(student), "s" + student, 4, step, checks, 3,
                checks > 0 ? 9 : 0, checks > 0 && diagnosis.isEmpty(), diagnosis,
                Map.of("five-writes", student % 2 == 0 ? "1" : "5")).json();
    }

    private static Optional<String> found(String text, String regex) {
        return java.util.regex.Pattern.compile(regex).matcher(text).results().map(one -> one.group(1))
                .findFirst();
    }

    @Test
    void thirtyStudentsJoinFailPassVanishAndComeBack() throws Exception {
        try (Cli.Running board = Cli.start("lesson", "board", "--port", "0", "--code", "frogs")) {
            int port = board.port();
            String key = found(board.awaitLine("open .*"), "key=(\\S+)").orElseThrow();
            String join = "ws://127.0.0.1:" + port + "/join";
            Client page = new Client("ws://127.0.0.1:" + port + "/board?key=" + key);
            assertEquals("frogs",
                    JsonParser.parseString(page.next()).getAsJsonObject().get("code").getAsString());
            try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> all = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    int student = i;
                    all.add(threads.submit(() -> {
                        Client first = new Client(join);
                        String said = first.ask(report(student, "frogs", 2, 0, ""))
                                + first.ask(report(student, "frogs", 7, 1, "one-read"));
                        first.connection.closeDiscarding(1001, "the lid was closed");
                        return said + new Client(join).ask(report(student, "frogs", 7, 2,
                                student % 3 == 0 ? "one-read" : ""));
                    }));
                }
                for (Future<String> one : all) {
                    assertEquals("okokok", one.get(LONG.toSeconds(), TimeUnit.SECONDS));
                }
            }
            JsonObject view = page.view(one -> through(one) == 20 && failing(one) == 10);
            assertEquals(30, view.getAsJsonArray("students").size());
            assertEquals(15,
                    view.getAsJsonObject("answers").getAsJsonObject("4/five-writes").get("5").getAsInt());
            assertTrue(view.getAsJsonObject("measured").isEmpty());

            assertTrue(new Client(join).ask(report(1, "toads", 1, 0, "")).contains("not the code"));
            assertTrue(new Client(join).ask("\u001b[2J{").contains("not a report"));
            assertEquals("closed 1009", new Client(join).ask("x".repeat(BoardReport.MAX_SIZE + 1)));
            assertEquals("closed 1008", new Client("ws://127.0.0.1:" + port + "/board?key=x").next());
            assertEquals("closed 1008", new Client("ws://127.0.0.1:" + port + "/board").next());
            page.connection.sendText("[]");
            assertTrue(get(port, "/?key=" + key).contains("Predictions"));
            assertFalse(get(port, "/").contains("frogs"));
            assertTrue(get(port, "/").contains("Join the class"));
            assertEquals("ok", new Client(join).ask(report(2, "frogs", 7, 3, "")), "it goes on");
        }
    }

    private static long through(JsonObject view) {
        return StreamSupport.stream(view.getAsJsonArray("students").spliterator(), false)
                .filter(one -> one.getAsJsonObject().get("through").getAsBoolean()).count();
    }

    private static int failing(JsonObject view) {
        var failures = view.getAsJsonArray("failures");
        return failures.isEmpty() ? 0 : failures.get(0).getAsJsonObject().getAsJsonArray("names").size();
    }

    private static String get(int port, String target) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target)).build(),
                    HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private String[] check(String... more) throws Exception {
        Path lesson = Files.createDirectories(lessons.resolve("22-own"));
        Files.writeString(lesson.resolve("lesson.json"), JSON);
        Files.writeString(lesson.resolve("lesson.md"), "# 22 · My own\n\nWhy?\n\n## 1. Look\n\nThere.\n");
        Files.writeString(lesson.resolve("checks.lab"), CHECKS);
        List<String> words = new ArrayList<>(List.of("lesson", "check", "22", "--lessons", lessons.toString(),
                "--folder", folder.toString(), "--cmd", "true"));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    @Test
    void checkReportsOnceJoinedAndABoardThatIsGoneChangesNothing() throws Exception {
        String address;
        check(); // writes the lesson
        try (Cli.Running board = Cli.start("lesson", "board", "--port", "0", "--code", "frogs", "--lessons",
                lessons.toString())) {
            address = "127.0.0.1:" + board.port();
            String key = found(board.awaitLine("open .*"), "key=(\\S+)").orElseThrow();
            Client page = new Client("ws://" + address + "/board?key=" + key);
            Cli.Result wrong = Cli.run(check("--board", address, "--code", "toads", "--name", "ann"));
            while (!wrong.err().contains("not the code of the class")) { // a busy machine: the reply came late
                assertTrue(wrong.err().contains("does not answer"), wrong.toString());
                wrong = Cli.run(check());
            }
            assertEquals(1, wrong.code());
            Cli.run(check("--code", "frogs"));
            assertEquals("ends-at-once", page.view(one -> failing(one) == 1).getAsJsonArray("failures").get(0)
                    .getAsJsonObject().get("diagnosis").getAsString());
            page.connection.sendText("{\"lesson\": 22, \"question\": \"length\"}");
            assertEquals("2", page.view(one -> !one.getAsJsonObject("measured").isEmpty())
                    .getAsJsonObject("measured").getAsJsonObject("22/length").get("value").getAsString());
        }
        Cli.Result alone = Cli.run(check());
        assertEquals(1, alone.code(), "as without a board");
        assertEquals(1, alone.err().lines().count(), alone.toString());
        assertTrue(alone.err().contains("does not answer"), alone.toString());
        assertEquals("", Cli.run(check("--board", "off")).err());
        assertEquals("", Cli.run(check()).err());
        assertEquals(2, Cli.run(check("--board", address)).code(), "the code is missing");
    }
}
