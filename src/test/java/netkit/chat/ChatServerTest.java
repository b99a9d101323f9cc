package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.testing.LineSocket;

@Timeout(60)
class ChatServerTest {
    private static final int LINE = 8 * 1024;
    private static final int SMALL_BACKLOG = 64 * 1024;
    /** What the kernel holds for one who does not read; the system doubles it. */
    private static final int SMALL_RECEIVE_BUFFER = 8 * 1024;
    private static final String TOO_SLOW = "\\* you read too slowly: more than \\d+ bytes were waiting for you"
            + " and are lost; goodbye";
    private static final String GOODBYE = "* the server is going away; goodbye";

    private final Chat chat = new Chat(new RandomIds(new SecureRandom()));
    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    private ChatServer serve(ChatLimits limits) throws IOException {
        ChatServer server = new ChatServer(new Endpoint(Endpoint.LOOPBACK, 0), chat, limits, log::add);
        open.add(server);
        return server;
    }

    private static ChatLimits backlog(int bytes) {
        return new ChatLimits(LINE, 1000, bytes, Duration.ZERO);
    }

    /** Connects, and waits until it is in the lobby. */
    private LineSocket member(ChatServer server) throws IOException {
        return member(server, 0);
    }

    private LineSocket member(ChatServer server, int receiveBuffer) throws IOException {
        LineSocket member = new LineSocket(server.endpoint().port(), receiveBuffer);
        open.add(member);
        member.await("\\* you are \\S+ in lobby;.*");
        return member;
    }

    private String awaitLog(String regex) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = log.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError(
                        "nothing in the log matched " + regex + "\n" + String.join("\n", seen));
            }
            if (line.matches(regex)) {
                return line;
            }
            seen.add(line);
        }
    }

    private static String numbered(int from, int to, String rest) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append(i).append(rest).append('\n');
        }
        return lines.toString();
    }

    private static List<String> numberedFrom(String speaker, int from, int to, String rest) {
        return IntStream.range(from, to).mapToObj(i -> "[lobby] " + speaker + ": " + i + rest).toList();
    }

    @Test
    void aLineMayComeInManySegments() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        for (String part : "h-e-l-l-o-\n".split("-")) {
            ann.send(part);
        }
        for (byte part : "é😀\r\n".getBytes("UTF-8")) {
            ann.send(new byte[] {part});
        }
        assertEquals("[lobby] guest-1: hello", bob.next());
        assertEquals("[lobby] guest-1: é😀", bob.next());
    }

    @Test
    void aHundredLinesMayComeInOneSegment() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send(numbered(0, 100, "\r") + "/quit\nnever heard\n");
        for (String line : numberedFrom("guest-1", 0, 100, "")) {
            assertEquals(line, bob.next());
        }
        assertEquals(List.of("* goodbye"), ann.readToEnd());
        ann.close();
        awaitLog("- guest-1 from .*, goodbye, 1 member");
        bob.send("/quit\n");
        assertEquals(List.of("* goodbye"), bob.readToEnd());
    }

    @Test
    void aFullSizeLineIsDeliveredAndOneByteMoreIsRefused() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        String full = "x".repeat(LINE);

        ann.send(full + "\n" + full + "\r\n" + full + "x\nshort\n");
        assertEquals("[lobby] guest-1: " + full, bob.next());
        assertEquals("[lobby] guest-1: " + full, bob.next());
        assertEquals("[lobby] guest-1: short", bob.next());
        assertEquals("! the line is longer than 8192 bytes; nothing was sent", ann.next());
    }

    @Test
    void whatIsNotTextIsAnsweredAndTheConnectionSurvives() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send(new byte[] {'a', (byte) 0xFF, (byte) 0xFD, '\n'});
        ann.send("hello\n");
        assertEquals("! byte 2 of the line is not UTF-8; nothing was sent", ann.next());
        assertEquals("[lobby] guest-1: hello", bob.next());
    }

    @Test
    void anAbruptResetDisturbsNobodyElse() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        LineSocket eve = member(server);

        ann.send(numbered(0, 500, ""));
        eve.reset();
        ann.send(numbered(500, 1000, ""));
        for (String line : numberedFrom("guest-1", 0, 1000, "")) {
            assertEquals(line, bob.next());
        }
        awaitLog("- guest-3 from .*, 2 members");
        bob.send("/who\n");
        assertTrue(bob.next().matches("\\* in lobby: guest-1 \\(\\S+\\), guest-2 \\(\\S+\\)"),
                bob.toString());
    }

    @Test
    void aHalfCloseStillGetsItsAnswersAndALastLineNeedsNoEnd() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send("hello\n/rooms\nbye without an end");
        ann.finishSending();
        assertEquals(List.of("* rooms: lobby (2)"), ann.readToEnd().subList(0, 1));
        assertEquals("[lobby] guest-1: hello", bob.next());
        assertEquals("[lobby] guest-1: bye without an end", bob.next());
        awaitLog("- guest-1 from .*, it closed, 1 member");
    }

    @Test
    void aHalfCloseStillGetsWhatWasQueuedHoweverSlowlyItReads() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server, SMALL_RECEIVE_BUFFER);
        String rest = " " + "x".repeat(400);

        ann.send(numbered(0, 1500, rest) + "/who\n"); // 600 kB: far more than the kernel holds for bob
        ann.next(); // so all of it is queued
        bob.finishSending();
        for (String line : numberedFrom("guest-1", 0, 1500, rest)) {
            if (line.endsWith("00" + rest)) {
                Thread.sleep(50); // slow
            }
            assertEquals(line, bob.next());
        }
        assertEquals(List.of(), bob.readToEnd());
    }

    @Test
    void whoReadsTooSlowlyGetsWholeLinesThenANoticeThenTheEnd() throws Exception {
        ChatServer server = serve(backlog(SMALL_BACKLOG));
        LineSocket ann = member(server);
        LineSocket slow = member(server, SMALL_RECEIVE_BUFFER);
        String rest = " " + "x".repeat(400);

        ann.send("/events on\n" + numbered(0, 4000, rest));
        ann.await("\\* leave-room lobby \\S+"); // so slow is out before it reads again
        List<String> lines = slow.readToEnd();

        assertTrue(lines.getLast().matches(TOO_SLOW), lines.getLast());
        List<String> heard = lines.subList(0, lines.size() - 1);
        assertEquals(numberedFrom("guest-1", 0, heard.size(), rest), heard,
                "no line is missing or cut before the end");
        assertTrue(heard.size() < 4000, "this reader was fast enough for all " + heard.size());
        slow.close();
        awaitLog("- guest-2 from .*, too slow, 1 member");
    }

    /** The flood comes in the very moment of joining, while the connection is still being set up. */
    @Test
    void whoIsTooSlowWhileItEntersLeavesNothingBehind() throws Exception {
        Flooder flooder = new Flooder();
        ChatServer server = serve(backlog(SMALL_BACKLOG));
        LineSocket slow = new LineSocket(server.endpoint().port(), SMALL_RECEIVE_BUFFER);
        open.add(slow);

        awaitLog("- guest-2 from .*, too slow, 1 member");
        assertTrue(slow.readToEnd().getLast().matches(TOO_SLOW), slow.toString());
        assertEquals(1, chat.size());
        assertEquals("guest-1", flooder.member.name());
    }

    /** A member of no transport that answers each newcomer with more than anybody's backlog. */
    private final class Flooder implements ChatMember.Channel {
        private final ChatMember member = chat.enter(this);

        Flooder() {
            chat.handle(member, "/events on");
        }

        @Override
        public void line(String line) {
            if (line.startsWith("* join-room lobby")) {
                for (int i = 0; i < 1000; i++) {
                    chat.handle(member, "x".repeat(4000));
                }
            }
        }

        @Override
        public void end(String lastLine) {
            // it has nobody to tell
        }
    }

    @Test
    void theOneTooManyIsToldSoAndHasAPlaceOnceAnotherLeaves() throws Exception {
        ChatServer server = serve(new ChatLimits(LINE, 2, SMALL_BACKLOG, Duration.ZERO));
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        try (LineSocket refused = new LineSocket(server.endpoint().port())) {
            refused.send("hello\n");
            assertEquals(List.of("! the chat is full (2 members); try again later"), refused.readToEnd());
        }
        awaitLog("refused 127\\.0\\.0\\.1:\\d+: the chat is full");
        bob.close();
        awaitLog("- guest-2 from .*");
        // The place is free a moment after the log says so.
        LineSocket eve = untilAccepted(server);
        ann.send("hello\n");
        assertEquals("[lobby] guest-1: hello", eve.await("\\[.*"));
    }

    private LineSocket untilAccepted(ChatServer server) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < deadline) {
            LineSocket next = new LineSocket(server.endpoint().port());
            open.add(next);
            if (next.next().startsWith("*")) {
                next.await("\\* you are \\S+ in lobby;.*");
                return next;
            }
        }
        throw new AssertionError("no place was free for long");
    }

    @Test
    void whoSaysNothingForTooLongIsToldSoAndHungUpOn() throws Exception {
        ChatServer server = serve(new ChatLimits(LINE, 10, SMALL_BACKLOG, Duration.ofMillis(200)));
        LineSocket ann = member(server);

        assertEquals(List.of("* nothing heard from you for 0.2s; goodbye"), ann.readToEnd());
        ann.close();
        awaitLog("- guest-1 from .*, idle, 0 members");
    }

    @Test
    void anIdleTimeBelowOneMillisecondIsNotForEver() throws Exception {
        ChatServer server = serve(new ChatLimits(LINE, 10, SMALL_BACKLOG, Duration.ofNanos(1)));
        try (LineSocket ann = new LineSocket(server.endpoint().port())) {
            assertTrue(ann.readToEnd().getLast().startsWith("* nothing heard from you"), ann.toString());
        }
    }

    @Test
    void closeSaysGoodbyeToAllAndFreesThePort() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        bob.send("/leave lobby\n");
        bob.next();

        server.close();

        assertEquals(List.of(GOODBYE), ann.readToEnd());
        assertEquals(List.of(GOODBYE), bob.readToEnd());
        assertThrows(ConnectException.class, () -> new LineSocket(server.endpoint().port()).close());
        new ChatServer(server.endpoint(), chat, ChatLimits.DEFAULT, log::add).close();
    }

    @Test
    void closeDoesNotWaitForOneWhoNeverReads() throws Exception {
        ChatServer server = serve(backlog(10_000_000));
        LineSocket ann = member(server);
        member(server, SMALL_RECEIVE_BUFFER);
        ann.send(numbered(0, 1000, "x".repeat(4000)) + "/who\n");
        ann.next();

        server.close(); // the time limit of the test is the judge

        assertEquals(List.of(GOODBYE), ann.readToEnd());
    }

    @Test
    void aLimitThatCannotWorkIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new ChatLimits(0, 1, SMALL_BACKLOG, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> new ChatLimits(1, 0, SMALL_BACKLOG, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> new ChatLimits(SMALL_BACKLOG, 1, SMALL_BACKLOG, Duration.ZERO),
                "one line that fills the backlog would disconnect all who hear it");
    }

    private static final int TALKERS = 199;
    private static final int LINES = 6;

    /**
     * The talk of all fits in one backlog, so that a reader who only waits for its turn on a busy machine is never too
     * slow; what overflows the one who never reads is said in a room of its own, in the middle of the talk.
     */
    @Test
    void twoHundredMembersHearEachOtherInOneOrderThoughOneNeverReads() throws Exception {
        ChatServer server = serve(backlog(1024 * 1024));
        LineSocket neverReader = member(server, SMALL_RECEIVE_BUFFER);
        neverReader.send("/nick never\n/join pit\n");
        neverReader.await("\\* you are in pit;.*");
        LineSocket listener = member(server);
        List<LineSocket> talkers = new ArrayList<>();
        for (int i = 0; i < TALKERS; i++) {
            talkers.add(member(server));
        }
        talkers.getFirst().send("/join pit\n/join lobby\n"); // then the pit is there to the end
        talkers.getFirst().await("\\* you are in lobby;.*");

        List<Future<List<String>>> heard = new ArrayList<>();
        List<String> all;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<String>> heardByListener = threads.submit(hear(listener, TALKERS * LINES));
            for (LineSocket talker : talkers) {
                heard.add(threads.submit(hear(talker, (TALKERS - 1) * LINES)));
            }
            for (LineSocket talker : talkers) {
                threads.submit(talk(talker, talker == talkers.getFirst()));
            }
            all = heardByListener.get();
            awaitLog("- never from .*, too slow, 200 members");
            for (int i = 0; i < TALKERS; i++) {
                String own = "[lobby] " + name(i) + ": ";
                assertEquals(without(own, all), heard.get(i).get(), "heard by " + name(i));
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
            assertEquals(List.of(GOODBYE), talker.readToEnd(), "and nothing came twice");
        }
    }

    private static Callable<List<String>> hear(LineSocket member, int count) {
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

    /** The first two guests are the one who never reads and the listener. */
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
