package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import netkit.lesson.Lesson;
import netkit.lesson.board.BoardReport;
import netkit.lesson.judge.CheckOutcome;
import netkit.lesson.judge.Verdict;
import netkit.lesson.progress.LessonProgress;
import netkit.net.PrintableText;
import netkit.net.Tls;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;

/**
 * Reports to the teacher's board, each over a connection of its own and in the background: a board that is away neither delays
 * a check nor fails it, and the next report makes up for one that was missed.
 */
final class BoardLink {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LAST_REPORT = Duration.ofSeconds(2);
    private static final int MAX_REPLY = 1000;
    private static final WebSocketOptions OPTIONS = new WebSocketOptions(MAX_REPLY,
            BoardReport.MAX_SIZE + MAX_REPLY, WebSocketOptions.Deflate.OFF, Duration.ZERO, TIMEOUT,
            Duration.ofMillis(500), Optional.empty(), java.util.List.of());

    private final BoardMembership.Joined joined;
    private CompletableFuture<String> last = CompletableFuture.completedFuture("");
    private boolean hasComplained;

    BoardLink(BoardMembership.Joined joined) {
        this.joined = joined;
    }

    /** Reports where the student is. */
    void report(Lesson lesson, LessonProgress progress) {
        send(report(lesson, progress, 0, 0, ""));
    }

    /** Reports what the last check came to. */
    void report(Lesson lesson, LessonProgress progress, Verdict verdict) {
        int passed = (int) verdict.outcomes().stream()
                .filter(outcome -> outcome.status() == CheckOutcome.Status.PASSED).count();
        send(report(lesson, progress, passed, verdict.outcomes().size() + verdict.left().size(),
                verdict.firstFailed().flatMap(CheckOutcome::failed).map(CheckOutcome.Failed::diagnosis)
                        .orElse("")));
    }

    private BoardReport report(Lesson lesson, LessonProgress progress, int passed, int of,
            String diagnosis) {
        Map<String, String> answers = new LinkedHashMap<>();
        progress.predictions().forEach((id, prediction) -> answers.put(id, prediction.answer()));
        return new BoardReport(BoardReport.SCHEMA, joined.code(), joined.student(), joined.name(),
                lesson.number(), progress.step(), progress.checks(), passed, of, progress.hasPassed(),
                diagnosis, answers);
    }

    /** One after the other, so that the board has the last one last. */
    private void send(BoardReport report) {
        last = last.thenApplyAsync(before -> deliver(report), task -> Thread.ofVirtual().start(task));
    }

    /** Returns what went wrong, in a line; empty if nothing did. */
    private String deliver(BoardReport report) {
        CompletableFuture<String> reply = new CompletableFuture<>();
        try {
            WebSocketConnection connection = new WebSocketClient(OPTIONS, Tls.client())
                    .connect(URI.create("ws://" + joined.board() + "/join"), new WebSocketHandler() {
                        @Override
                        public void message(WebSocketConnection from, Opcode type, byte[] bytes, int at,
                                int length) {
                            reply.complete(new String(bytes, at, length, StandardCharsets.UTF_8));
                        }

                        @Override
                        public void closed(WebSocketConnection closed, CloseStatus status) {
                            reply.complete("! it closed the connection");
                        }
                    });
            Thread.ofVirtual().start(connection::run);
            connection.sendText(report.json());
            String said = reply.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            connection.close();
            return said.startsWith("!") ? "the board at " + joined.board() + " refused this:"
                    + PrintableText.escapeControls(said.substring(1)) : "";
        } catch (IOException | IllegalArgumentException | ExecutionException | TimeoutException _) {
            return absent();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return absent();
        }
    }

    private String absent() {
        return "the board at " + joined.board() + " does not answer; your work goes on without it";
    }

    /** Waits a moment for the last report, and returns once what went wrong, if something did. */
    Optional<String> complaint() {
        String wrong;
        try {
            wrong = last.get(LAST_REPORT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException _) {
            wrong = absent();
        }
        return said(wrong) ? Optional.empty() : Optional.of(wrong);
    }

    /** Whether there is nothing to say, or it has been said already. */
    private synchronized boolean said(String wrong) {
        boolean said = wrong.isEmpty() || hasComplained;
        hasComplained = !wrong.isEmpty();
        return said;
    }

    /** Prints {@link #complaint()} as a line. */
    void complain(PrintWriter err) {
        complaint().ifPresent(line -> {
            err.println(line);
            err.flush();
        });
    }
}
