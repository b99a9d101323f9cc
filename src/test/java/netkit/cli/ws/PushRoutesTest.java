package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.http.ResponseReader;
import netkit.net.ConnectionLimits;
import netkit.net.MemoryBudget;
import netkit.testing.Leftovers;

/** The chat over plain HTTP: /events, /poll and /say. */
@Timeout(60)
class PushRoutesTest extends PushFixture {
    @Test
    void linesOfTheChatArePushedAndPostedLinesAreSaid() throws Exception {
        Events ann = events("/events?nick=ann");
        assertEquals(Optional.of("text/event-stream"), ann.response.head().headers().first("Content-Type"));
        String session = ann.session();
        assertEquals("* you are ann now", ann.next());
        assertEquals(Optional.of(PushMember.RETRY), ann.decoder.retry());
        assertEquals("t1-4", ann.decoder.lastEventId());

        Events bob = events("/events?nick=bob");
        bob.await("\\* you are bob now");
        ann.await("\\* guest-2 is bob now");
        assertEquals("204", say("?session=" + session, "hello\n/who\n"));
        assertEquals("[lobby] ann: hello", bob.next());
        assertEquals("* in lobby: ann (you), bob", ann.next());
        assertEquals("204", say("?session=" + session, "bad \u0001"));
        assertEquals("! character 5 of the line is a control character (U+0001); nothing was sent",
                ann.next());
        assertEquals("204", say("?session=" + session, "x".repeat(8193)));
        assertEquals("! the line is longer than 8192 bytes; nothing was sent", ann.next());
    }

    @Test
    void postWithoutASessionIsSaidByAGuestWhoseLinesAreTheResponse() throws Exception {
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        String response = say("?nick=bob", "hello\n/who");
        assertTrue(response.endsWith("\n* you are bob now\n* in lobby: ann, bob (you)"), response);
        ann.await("\\[lobby\\] bob: hello");
        assertEquals("* bob left lobby", ann.next());
        assertTrue(say("?nick=ann", "I am not ann").endsWith("\n! the name 'ann' is taken"));
        assertEquals("* guest-3 joined lobby", ann.next());
        assertEquals("* guest-3 left lobby", ann.next());
        assertEquals(1, chat.size());
    }

    @Test
    void reconnectionWithTheLastEventIdLosesNothing() throws Exception {
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        String last = ann.decoder.lastEventId();
        ann.client.close();
        scheduler.awaitDue(RESUME);
        say("?nick=bob", "one");
        say("?nick=cid", "two");

        Events again = new Events("/events?nick=ann", last);
        assertEquals("* guest-2 joined lobby", again.next());
        assertEquals("* guest-2 is bob now", again.next());
        assertEquals("[lobby] bob: one", again.next());
        again.await("\\[lobby\\] cid: two");
        scheduler.advance(RESUME.multipliedBy(2));
        say("", "three");
        again.await(".*: three");
        assertEquals(1, chat.size(), "it is the same member");
    }

    @Test
    void linesThatAreNoLongerKeptAreCounted() throws Exception {
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        String last = ann.decoder.lastEventId();
        ann.client.close();
        scheduler.awaitDue(RESUME);
        say("?nick=bob", ("x".repeat(1000) + "\n").repeat(30));
        // joined, is bob now, 30 lines, left: 33; 15 lines of 2,126 bytes and the last one fit in 32 KiB
        Events again = new Events("/events", last);
        assertEquals("! 17 lines are lost: the server keeps the last 32768 bytes of what you miss",
                again.next());
        for (int i = 0; i < 15; i++) {
            assertEquals("[lobby] bob: " + "x".repeat(1000), again.next());
        }
        assertEquals("* bob left lobby", again.next());
    }

    @Test
    void idOfAnEarlierRunIsRecognised() throws Exception {
        Events ann = new Events("/events", "earlier-17");
        assertTrue(ann.next().startsWith("! the server knows no session"));
        ann.await("\\* you are guest-1 in lobby; .*");
        Poll bob = new Poll();
        bob.after = "earlier-17";
        assertTrue(bob.next().startsWith("200 ! the server knows no session"));
    }

    @Test
    void memberThatDoesNotComeBackLeaves() throws Exception {
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        String last = ann.decoder.lastEventId();
        ann.client.close();
        scheduler.awaitDue(RESUME);
        scheduler.advance(RESUME);
        assertTrue(log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .matches("\\+ guest-1 from .* at /events, 1 member"));
        assertTrue(log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .matches("- ann from .* at /events, no request for 30 s, 0 members"));
        assertTrue(new Events("/events", last).next().startsWith("! the server knows no session"));
    }

    @Test
    void pollWaitsForALineAndIsEmptyAfterItsTime() throws Exception {
        Poll ann = new Poll();
        assertTrue(ann.next().startsWith("200 * you are guest-1 in lobby"));
        Thread speaker = Thread.ofVirtual().start(() -> {
            try {
                scheduler.awaitDue(POLL);
                say("?nick=bob", "hello");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("200 * guest-2 joined lobby", ann.next());
        speaker.join();
        assertEquals("200 * guest-2 is bob now\n[lobby] bob: hello\n* bob left lobby", ann.next());
        String after = ann.after;
        Thread clock = Thread.ofVirtual().start(() -> {
            try {
                scheduler.awaitDue(POLL);
                scheduler.advance(POLL);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("204", ann.next());
        clock.join();
        assertEquals(after, ann.after);
    }

    @Test
    void responseThatIsLostIsRepeatedByTheNextPoll() throws Exception {
        Poll ann = new Poll();
        ann.next();
        say("?nick=bob", "hello");
        String after = ann.after;
        String first = ann.next();
        ann.after = after;
        assertEquals(first, ann.next());
    }

    @Test
    void quitEndsTheStreamAndTheNextRequestIsToldNotToReconnect() throws Exception {
        Events ann = events("/events?nick=ann");
        String session = ann.session();
        assertEquals("204", say("?session=" + session, "/quit"));
        ann.await("\\* goodbye");
        assertEquals("end", ann.next());
        assertEquals(204, new Events("/events", ann.decoder.lastEventId()).response.head().status());
        assertEquals(0, chat.size());
        assertTrue(log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS).startsWith("+ guest-1"));
        assertTrue(
                log.poll(TIMEOUT.toSeconds(), TimeUnit.SECONDS).matches("- ann from .*, goodbye, 0 members"));

        Poll bob = new Poll();
        String lines = bob.next();
        String token = lines.replaceFirst("(?s).*session=(\\w+).*", "$1");
        say("?session=" + token, "/quit");
        assertEquals("200 * goodbye", bob.next());
        assertEquals("", bob.after, "there is no next one");
    }

    @Test
    void clientThatDoesNotReadIsDisconnectedAndMayResume() throws Exception {
        Events ann = new Events(client(4096), "/events?nick=ann", "");
        ann.await("\\* you are ann now");
        HttpClient bob = client();
        byte[] lines = ("x".repeat(1000) + "\n").repeat(64).getBytes(StandardCharsets.UTF_8);
        RequestHead said = request("POST", "/say?nick=bob", "Content-Length", Integer.toString(lines.length));
        int posts = 0;
        while (!scheduler.isDue(RESUME)) { // the kernel holds a few MiB of what ann does not read
            assertTrue(posts < 1000, "64 MB wait for a client that does not read");
            assertEquals(200, bob.send(said, lines, TIMEOUT).head().status());
            posts++;
        }
        assertEquals(1, chat.size(), "ann is still a member");

        assertThrows(IOException.class, () -> ann.await("end"), "the body is incomplete");
        long received = number(ann);
        Events again = new Events("/events", ann.decoder.lastEventId());
        String first = again.next();
        assertTrue(first.matches("! \\d+ lines are lost: .*"), first);
        long lost = Long.parseLong(first.replaceAll("\\D*(\\d+) lines.*", "$1"));
        again.next();
        assertEquals(received + lost + 1, number(again) - again.events.size(),
                "each line is sent or counted");
        again.await("\\* bob left lobby");
        assertEquals(4 + posts * 67L, number(again), "bob joins, is bob, says 64 lines and leaves");
    }

    /** Returns the number in the id of the last event received. */
    private static long number(Events events) {
        return Long.parseLong(events.decoder.lastEventId().replaceFirst(".*-", ""));
    }

    @Test
    void heartbeatIsACommentLine() throws Exception {
        HttpClient client = client();
        ResponseReader response = client.open(request("GET", "/events"), new byte[0], TIMEOUT);
        StringBuilder text = new StringBuilder();
        while (!text.toString().contains("to speak")) {
            text.append(new String(response.next(TIMEOUT), StandardCharsets.UTF_8));
        }
        for (int i = 0; i < 2; i++) {
            scheduler.awaitDue(PushMember.HEARTBEAT);
            scheduler.advance(PushMember.HEARTBEAT);
            assertEquals(": heartbeat\n\n", new String(response.next(TIMEOUT), StandardCharsets.UTF_8));
        }
    }

    @Test
    void newerRequestReplacesTheOneThatWaits() throws Exception {
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        Events again = new Events("/events", ann.decoder.lastEventId());
        assertEquals("end", ann.next());
        say("", "hello");
        again.await(".*: hello");
    }

    @Test
    void methodsAreChecked() throws Exception {
        for (String path : List.of("/events", "/poll")) {
            HttpClient.Response refused = client().send(request("DELETE", path), new byte[0], TIMEOUT);
            assertEquals("405 " + path + " is for GET and HEAD", text(refused));
            assertEquals(Optional.of("GET, HEAD"), refused.head().headers().first("Allow"));
            assertEquals("200", send("HEAD", path, ""));
        }
        HttpClient.Response refused = client().send(request("GET", "/say"), new byte[0], TIMEOUT);
        assertEquals(Optional.of("POST"), refused.head().headers().first("Allow"));
        assertEquals(0, chat.size(), "HEAD enters no member");
        assertEquals("404 there is no such session; the lines of /events and /poll name it",
                say("?session=guessed", "x"));
        assertEquals("413 the body is larger than 65536 bytes", say("", "x".repeat(65537)));
    }

    @Test
    void pagesOfAnAdmittedOriginMayReadTheResponse() throws Exception {
        HttpClient.Response response = client().send(request("GET", "/poll", "Origin", "http://h:1"),
                new byte[0],
                TIMEOUT);
        assertEquals(Optional.of("http://h:1"),
                response.head().headers().first("Access-Control-Allow-Origin"));
    }

    @Test
    void membersAreLimitedThoughTheyHoldNoConnection() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertTrue(new Poll().next().startsWith("200"));
        }
        HttpClient.Response refused = client().send(request("GET", "/poll"), new byte[0], TIMEOUT);
        assertEquals("503 all 3 places are taken; try again later", text(refused));
        assertEquals(Optional.of("31"), refused.head().headers().first("Retry-After"));
        scheduler.advance(RESUME);
        Leftovers.await(() -> chat.size() == 0, () -> chat.size() + " members are left");
    }

    @Test
    void membersOfOneAddressAreLimited() throws Exception {
        server.close();
        open(ConnectionLimits.total(100), 10, 2);
        Events ann = events("/events?nick=ann");
        ann.await("\\* you are ann now");
        Poll bob = new Poll();
        bob.next();
        for (String path : List.of("/events", "/poll")) {
            assertEquals("503 127.0.0.1 has 2 places already, the most for one address; try again later",
                    send("GET", path, ""));
        }
        assertTrue(new Events("/events", ann.decoder.lastEventId()).response.head().status() == 200,
                "a member that reconnects keeps its place");
        scheduler.advance(RESUME); // bob does not come back
        Leftovers.await(() -> chat.size() == 1, () -> chat.size() + " members are left");
        assertTrue(new Poll().next().startsWith("200"));
    }

    @Test
    void linesAreDroppedWhenTheMemoryBudgetIsUsedUp() throws Exception {
        server.close();
        open(new ConnectionLimits(100, 100, new MemoryBudget(64 * 1024)), 3, 3);
        Poll ann = new Poll();
        ann.next();
        for (int i = 0; i < 3; i++) {
            say("?nick=bob", ("x".repeat(1000) + "\n").repeat(8));
        }
        assertTrue(ann.next().startsWith("200 ! "), "a quarter of the budget holds 7 of the lines");
    }

    @Test
    void closedChatEndsTheStreams() throws Exception {
        Events ann = events("/events");
        ann.session();
        push.closing();
        chat.close("the server is going away; goodbye");
        assertEquals("* the server is going away; goodbye", ann.next());
        assertEquals("end", ann.next());
        Events late = events("/events");
        late.await("\\* the server is going away; goodbye");
        assertEquals("end", late.next());
    }
}
