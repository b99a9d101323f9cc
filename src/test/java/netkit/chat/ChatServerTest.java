package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.ConnectionLimits;
import netkit.testing.LineSocket;
import netkit.testing.ManualScheduler;

@Timeout(60)
@Tag("slow")
class ChatServerTest extends ChatServerFixture {
    private final ManualScheduler clock = new ManualScheduler();

    @Test
    void lineMayArriveInManySegments() throws Exception {
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
    void manyLinesMayArriveInOneSegment() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send(numbered(0, 100, "\r") + "/quit\nnot delivered\n");
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
    void longestLineIsDeliveredAndOneByteMoreIsRefused() throws Exception {
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
    void invalidUtf8GetsErrorAndConnectionStaysOpen() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send(new byte[] {'a', (byte) 0xFE, '\n'});
        ann.send("hello\n");
        assertEquals("! byte 2 of the line is not UTF-8; nothing was sent", ann.next());
        assertEquals("[lobby] guest-1: hello", bob.next());
    }

    @Test
    void telnetIsAnsweredAndItsLinesAreHeard() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket bob = member(server);

        ann.send(HexFormat.of().parseHex("fff6" + "fffb1f")); // are you there; will window size
        ann.send("hi");
        ann.send("\r\0");
        assertEquals("* yes, the chat is here", ann.next());
        assertEquals("[lobby] guest-1: hi", bob.next());
        ann.send("/nick ann\r\n");
        // read as UTF-8: IAC DONT, which are not characters, and the option
        assertEquals("\uFFFD\uFFFD\u001F* you are ann now\r", ann.next());
    }

    @Test
    void resetOfOneConnectionDoesNotAffectOthers() throws Exception {
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
        assertTrue(bob.next().matches("\\* in lobby: guest-1, guest-2 \\(you\\)"),
                bob.toString());
    }

    @Test
    void repliesAreSentAfterHalfCloseAndLastLineNeedsNoLineEnd() throws Exception {
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

    /** A web page can send this with {@code fetch} in mode no-cors, to a port of the machine that shows the page. */
    @Test
    void requestOfABrowserIsRefusedAndItsBodyIsNotHeard() throws Exception {
        ChatServer server = serve(ChatLimits.DEFAULT);
        LineSocket ann = member(server);
        LineSocket browser = member(server);
        browser.send("POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n/nick teacher\nclass is over\n");
        assertEquals(List.of("! this is a chat of lines over TCP, not a web server; goodbye"),
                browser.readToEnd());
        awaitLog("- guest-2 from .*, it spoke HTTP, 1 member");
        ann.send("hello\nGET / HTTP/1.1\n/who\n"); // as a later line it is text
        assertTrue(ann.await("\\* in lobby.*").matches("\\* in lobby: guest-1 \\(you\\)"), ann.toString());
    }

    @Test
    void connectionBeyondTheLimitIsRefusedUntilAMemberLeaves() throws Exception {
        ChatServer server = serve(
                new ChatLimits(LINE, ConnectionLimits.total(2), SMALL_BACKLOG, Duration.ZERO));
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        try (LineSocket refused = new LineSocket(server.endpoint().port())) {
            refused.send("hello\n");
            assertEquals(List.of("! the chat is full: all 2 places are taken; try again later"),
                    refused.readToEnd());
        }
        awaitLog("refused 127\\.0\\.0\\.1:\\d+: all 2 places are taken");
        bob.close();
        awaitLog("- guest-2 from .*");
        // the place is freed shortly after the log line
        LineSocket eve = untilAccepted(server);
        ann.send("hello\n");
        assertEquals("[lobby] guest-1: hello", eve.await("\\[.*"));
    }

    private LineSocket untilAccepted(ChatServer server) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            LineSocket next = new LineSocket(server.endpoint().port());
            open.add(next);
            if (next.next().startsWith("*")) {
                next.await("\\* your id is .*");
                return next;
            }
        }
        throw new AssertionError("no place was free within 60 s");
    }

    @Test
    void idleMemberIsDisconnectedWithNotice() throws Exception {
        ChatServer server = serve(
                new ChatLimits(LINE, ConnectionLimits.total(10), SMALL_BACKLOG, Duration.ofMinutes(5)),
                clock);
        LineSocket ann = member(server);
        LineSocket bob = member(server);
        bob.send("/nick bob\n");
        bob.next();
        try (ScheduledExecutorService time = Executors.newSingleThreadScheduledExecutor()) {
            time.scheduleWithFixedDelay(() -> clock.advance(Duration.ofMinutes(5)), 0, 50,
                    TimeUnit.MILLISECONDS);
            assertEquals(List.of("* nothing heard from you for 5m; goodbye"), ann.readToEnd());
            assertEquals(List.of("* nothing heard from you for 5m; goodbye"), bob.readToEnd());
            ann.close();
            awaitLog("- guest-1 from .*, idle, . members?");
        }
    }

    @Test
    void memberWhoSendsNowAndThenIsNotIdle() throws Exception {
        ChatServer server = serve(
                new ChatLimits(LINE, ConnectionLimits.total(10), SMALL_BACKLOG, Duration.ofMinutes(5)),
                clock);
        LineSocket ann = member(server);
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofMinutes(4));
            ann.send("/nick ann" + i + "\n");
            assertEquals("* you are ann" + i + " now", ann.next());
        }
    }

    @Test
    void closeSendsGoodbyeToAllMembersAndFreesThePort() throws Exception {
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
    void invalidLimitsAreRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> new ChatLimits(0, ConnectionLimits.total(1), SMALL_BACKLOG, Duration.ZERO));
        assertThrows(IllegalArgumentException.class,
                () -> ConnectionLimits.total(0));
        assertThrows(IllegalArgumentException.class,
                () -> new ChatLimits(SMALL_BACKLOG, ConnectionLimits.total(1), SMALL_BACKLOG, Duration.ZERO),
                "one line that fills the backlog would disconnect all its recipients");
    }
}
