package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.LineSocket;

/** Members that read slowly or not at all. */
@Timeout(60)
@Tag("slow")
class ChatServerBackpressureTest extends ChatServerFixture {
    /** Receive buffer of a slow reader, bytes; Linux doubles it. */
    private static final int SMALL_RECEIVE_BUFFER = 8 * 1024;
    private static final String TOO_SLOW = "\\* you read too slowly: more than \\d+ bytes were waiting for you"
            + " and are lost; goodbye";
    private static final int TALKERS = 199;
    private static final int LINES = 6;

    @Test
    void queuedLinesAreDeliveredAfterHalfCloseToSlowReader() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server, SMALL_RECEIVE_BUFFER);
        String rest = " " + "x".repeat(400);

        ann.send(numbered(0, 1500, rest) + "/who\n"); // 600 kB: far more than the kernel buffers for bob
        ann.next(); // now all of it is queued
        bob.finishSending();
        for (String line : numberedFrom("guest-1", 0, 1500, rest)) {
            if (line.endsWith("00" + rest)) {
                Thread.sleep(50); // a slow reader
            }
            assertEquals(line, bob.next());
        }
        assertEquals(List.of(), bob.readToEnd());
    }

    @Test
    void slowReaderGetsCompleteLinesThenNoticeThenEndOfStream() throws Exception {
        ChatServer server = serve(backlog(SMALL_BACKLOG));
        LineSocket ann = member(server);
        LineSocket slow = member(server, SMALL_RECEIVE_BUFFER);
        String rest = " " + "x".repeat(400);

        ann.send("/events on\n" + numbered(0, 4000, rest));
        ann.await("\\* leave-room lobby .*"); // the server has removed slow before it reads again
        List<String> lines = slow.readToEnd();

        assertTrue(lines.getLast().matches(TOO_SLOW), lines.getLast());
        List<String> received = lines.subList(0, lines.size() - 1);
        assertEquals(numberedFrom("guest-1", 0, received.size(), rest), received,
                "no line is missing or truncated before the end");
        assertTrue(received.size() < 4000, "this reader was fast enough for all lines: " + received.size());
        slow.close();
        awaitLog("- guest-2 from .*, too slow, 1 member");
    }

    /** The flood arrives during the join, while the connection is still being set up. */
    @Test
    void memberThatIsTooSlowWhileEnteringIsRemovedCompletely() throws Exception {
        Flooder flooder = new Flooder();
        ChatServer server = serve(backlog(SMALL_BACKLOG));
        LineSocket slow = new LineSocket(server.endpoint().port(), SMALL_RECEIVE_BUFFER);
        open.add(slow);

        awaitLog("- guest-2 from .*, too slow, 0 members");
        assertTrue(slow.readToEnd().getLast().matches(TOO_SLOW), slow.toString());
        assertEquals(1, chat.size());
        assertEquals("guest-1", flooder.member.name());
    }

    /** A member without a transport that sends each new member more than a backlog holds. */
    private final class Flooder implements ChatMember.Channel {
        private final ChatMember member = chat.enter(this);

        Flooder() {
            chat.handle(member, "/events on");
        }

        @Override
        public void line(ChatLine line) {
            if (line.toString().startsWith("* join-room lobby")) {
                for (int i = 0; i < 1000; i++) {
                    chat.handle(member, "x".repeat(4000));
                }
            }
        }

        @Override
        public void end(ChatLine lastLine) {
            // has no transport
        }
    }

    @Test
    void closeDoesNotWaitForMemberThatNeverReads() throws Exception {
        ChatServer server = serve(backlog(10_000_000));
        LineSocket ann = member(server);
        member(server, SMALL_RECEIVE_BUFFER);
        ann.send(numbered(0, 1000, "x".repeat(4000)) + "/who\n");
        ann.next();

        server.close(); // the test's timeout fails it if this blocks

        assertEquals(List.of(GOODBYE), ann.readToEnd());
    }

    /**
     * All lines of the lobby fit in one backlog, so that a reader that is only delayed by a busy machine is never too slow.
     * The backlog of the member that never reads is overflowed in a room of its own, while the others talk.
     */
    @Test
    void twoHundredMembersReceiveAllLinesInOneOrderThoughOneNeverReads() throws Exception {
        ChatServer server = serve(backlog(1024 * 1024));
        LineSocket neverReader = member(server, SMALL_RECEIVE_BUFFER);
        neverReader.send("/nick never\n/join pit\n");
        neverReader.await("\\* you are in pit;.*");
        LineSocket listener = member(server);
        List<LineSocket> talkers = new ArrayList<>();
        for (int i = 0; i < TALKERS; i++) {
            talkers.add(member(server));
        }
        talkers.getFirst().send("/join pit\n/join lobby\n"); // the pit exists to the end
        talkers.getFirst().await("\\* you are in lobby;.*");

        List<Future<List<String>>> received = new ArrayList<>();
        List<String> all;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> receivedByListener = threads.submit(receive(listener, TALKERS * LINES));
            for (LineSocket talker : talkers) {
                received.add(threads.submit(receive(talker, (TALKERS - 1) * LINES)));
            }
            for (LineSocket talker : talkers) {
                threads.submit(talk(talker, talker == talkers.getFirst()));
            }
            all = receivedByListener.get();
            awaitLog("- never from .*, too slow, 200 members");
            for (int i = 0; i < TALKERS; i++) {
                String own = "[lobby] " + name(i) + ": ";
                assertEquals(without(own, all), received.get(i).get(), "received by " + name(i));
            }
        }
        for (int i = 0; i < TALKERS; i++) {
            String speaker = "[lobby] " + name(i) + ": ";
            assertEquals(numberedFrom(name(i), 0, LINES, ""),
                    all.stream().filter(startsWith(speaker)).toList());
        }

        List<String> unread = neverReader.readToEnd();
        assertTrue(unread.getLast().matches(TOO_SLOW), unread.getLast());
        server.close();
        for (LineSocket talker : talkers) {
            assertEquals(List.of(GOODBYE), talker.readToEnd(), "no line is duplicated");
        }
    }

    private static Callable<List<String>> receive(LineSocket member, int count) {
        return () -> {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                lines.add(member.next());
            }
            return lines;
        };
    }

    private static Callable<Void> talk(LineSocket talker, boolean fillsThePit) {
        return () -> {
            talker.send(numbered(0, LINES / 2, ""));
            if (fillsThePit) {
                talker.send(("/to pit " + "x".repeat(8000) + "\n").repeat(400)); // 3 MB
            }
            for (int i = LINES / 2; i < LINES; i++) {
                talker.send(numbered(i, i + 1, ""));
            }
            return null;
        };
    }

    /** The first two guests are the member that never reads and the listener. */
    private static String name(int talker) {
        return "guest-" + (talker + 3);
    }

    private static List<String> without(String start, List<String> lines) {
        return lines.stream().filter(startsWith(start).negate()).toList();
    }

    private static Predicate<String> startsWith(String start) {
        return line -> line.startsWith(start);
    }
}
