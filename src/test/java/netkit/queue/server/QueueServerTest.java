package netkit.queue.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.net.Endpoint;
import netkit.queue.DeadLetterReason;
import netkit.queue.MessageQueue;
import netkit.queue.QueueLimits;
import netkit.queue.Subscription;
import netkit.queue.protocol.Request;
import netkit.testing.Leftovers;
import netkit.testing.LineSocket;

/** The requests of the embedded server as seen from {@code nc}. */
@Timeout(60)
@Tag("slow")
class QueueServerTest extends QueueServerFixture {
    /** A web page can send this with {@code fetch} in mode no-cors, to a port of the machine that shows the page. */
    @Test
    void requestOfABrowserIsRefusedAndItsBodyIsNotExecuted() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket ann = connect(server);
                LineSocket browser = connect(server)) {
            ann.send("PUT orders 4\npaid\n");
            assertTrue(ann.next().startsWith("+OK"), ann.toString());
            browser.send(
                    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nPURGE orders\nPUT orders 4\nEVIL\nQUIT\n");
            assertEquals(List.of("-ERR this is a message queue, not a web server; goodbye"),
                    browser.readToEnd().stream().map(String::strip).toList());
            ann.send("STATS\n");
            assertTrue(ann.await("STAT.*\r").contains("ready=1"), ann.toString());
        }
    }

    @Test
    void protocolCanBeTypedByHand() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("PUT orders 5\r\nhello\r\n");
            assertEquals("+OK 1\r", client.next());
            client.send("please\n\nput orders 3 ttl=60000\nbye\nCONSUME orders\n");
            assertEquals(
                    "-ERR unknown command: use PUT, CONSUME, ACK, NACK, REJECT, PURGE, STATS, HELP or QUIT\r",
                    client.next());
            assertEquals("+OK 2\r", client.next());
            assertEquals("+OK\r", client.next());
            assertEquals("MSG orders 1 1 first 5\r", client.next());
            assertEquals("hello\r", client.next());
            client.send("NACK 1\n");
            assertEquals("+OK\r", client.next());
            assertEquals("MSG orders 1 2 redelivered 5\r", client.next());
            assertEquals("hello\r", client.next());
            client.send("STATS\n");
            assertEquals("+OK 1\r", client.next());
            assertEquals(
                    "STAT orders ready=1 unacked=1 consumers=1 blocked=0 bytes=8 found=0 published=2 "
                            + "delivered=2 redelivered=1 acked=0 dead=0 purged=0 dropped=0\r",
                    client.next());
            client.send("ACK 2\nREJECT 1\nQUIT\n");
            assertEquals("-ERR this consumer does not hold message 2\r", client.next());
            assertEquals("+OK\r", client.next());
            client.await("\\+OK\r");
        }
    }

    @Test
    void repliesAreInTheOrderOfTheRequestsAlsoWhenSomeWaitForTheDisk(@TempDir Path folder)
            throws Exception {
        try (QueueServer server = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("PUT q 1\na\nHELLO\nPUT q 1\nb\nSTATS\nPURGE q\n");
            assertEquals("+OK 1\r", client.next());
            client.await("-ERR .*\r");
            assertEquals("+OK 2\r", client.next());
            assertEquals("+OK 1\r", client.next());
            client.await("STAT q ready=2 .*\r");
            assertEquals("+OK 2\r", client.next());
        }
    }

    @Test
    void messageLongerThanAnnouncedIsNotStored() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("PUT a 4\nhello\nPUT a 5\nhello\n");
            assertEquals(
                    "-ERR the message is longer than 4 bytes, or its line does not end; it is not stored\r",
                    client.next());
            assertEquals("+OK 1\r", client.next());
        }
    }

    @Test
    void longRepliesWaitForTheClientToRead() throws Exception {
        int queues = 2_000;
        int requests = 30;
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            String name = "q".repeat(90);
            for (int i = 0; i < queues; i++) {
                client.send("PUT " + name + i + " 1\nx\n");
            }
            for (int i = 0; i < queues; i++) {
                client.next();
            }
            client.send("STATS\n".repeat(requests) + "QUIT\n");
            List<String> lines = client.readToEnd();
            assertEquals(requests * (queues + 1) + 1, lines.size(),
                    "the backlog must not end the connection");
        }
    }

    @Test
    void requestsOfAClientThatHasLeftAreNotServed() throws Exception {
        int queues = 2_400;
        List<String> log = new CopyOnWriteArrayList<>();
        try (QueueServer server = new QueueServer(new Endpoint(Endpoint.LOOPBACK, 0), Optional.empty(),
                EmbeddedServers.TEN_DELIVERIES, log::add);
                LineSocket filler = connect(server)) {
            for (int i = 0; i < queues; i++) {
                filler.send("PUT " + "q".repeat(90) + i + " 1\nx\n");
            }
            for (int i = 0; i < queues; i++) {
                filler.next();
            }
            try (LineSocket client = connect(server)) {
                client.send("CONSUME other\n" + "STATS\n".repeat(10_000));
                client.next();
            }
            Leftovers.await(() -> log.stream().anyMatch(line -> line.endsWith("disconnected")),
                    log::toString);
        }
    }

    @Test
    void halfClosedClientStillReceivesItsConfirm(@TempDir Path folder) throws Exception {
        try (QueueServer server = EmbeddedServers.start(Optional.of(folder), EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("PUT orders 5\r\nhello");
            client.finishSending();
            assertEquals(List.of("+OK 1\r"), client.readToEnd());
        }
    }

    @Test
    void tooLargeMessageIsRefusedAndSkipped() throws Exception {
        try (QueueServer server = start(new QueueLimits(4, 0, 0, 0, Duration.ZERO, Duration.ZERO));
                LineSocket client = connect(server)) {
            client.send("PUT orders 64\n" + "x".repeat(64) + "\nPUT orders 4\nhell\nPUT orders 65\nSTATS\n");
            assertEquals("-ERR the message is larger than 4 bytes; it is not stored\r", client.next());
            assertEquals("+OK 1\r", client.next());
            assertEquals(List.of("-ERR the message is far larger than 4 bytes; goodbye\r"),
                    client.readToEnd());
        }
    }

    @Test
    void truncatedRequestIsRefused() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket body = connect(server);
                LineSocket line = connect(server);
                LineSocket neither = connect(server)) {
            body.send("PUT orders 5\r\nhe");
            body.finishSending();
            assertEquals(
                    List.of("-ERR the input ended 3 bytes before the end of the message; it is not stored\r"),
                    body.readToEnd());
            line.send("PURGE orders\r\nSTATS");
            line.finishSending();
            assertEquals(List.of("+OK 0\r", "-ERR the input ended inside a line; the request is ignored\r"),
                    line.readToEnd());
            neither.send("put orders 5\r\nhello\r");
            neither.finishSending();
            assertEquals(List.of("+OK 1\r"), neither.readToEnd());
        }
    }

    @Test
    void helpDescribesTheRequests() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("help\n");
            assertEquals("+OK " + Request.HELP.size() + "\r", client.next());
            assertEquals(
                    "HELP PUT QUEUE SIZE [ttl=MILLISECONDS]: publishes the SIZE bytes that follow this line\r",
                    client.next());
        }
    }

    @Test
    void subMillisecondDurationsAreRoundedUp() throws Exception {
        QueueLimits limits = new QueueLimits(1 << 20, 0, 0, 0, Duration.ofNanos(1), Duration.ofNanos(1));
        assertEquals(Duration.ofMillis(1), limits.ackTimeout());
        assertEquals(Duration.ofMillis(1), limits.timeToLive());
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                MessageQueue messages = client(server)) {
            messages.publish("q", new byte[1], Duration.ofNanos(1), _ -> {});
            try (Subscription deadLetters = messages.consume("q.dead", 1)) {
                assertEquals(DeadLetterReason.EXPIRED,
                        deadLetters.next(TIMEOUT).deadLetter().orElseThrow().reason());
            }
        }
    }

    @Test
    void requestWithUnknownBodyLengthEndsTheConnection() throws Exception {
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("PUT orders five\nhello\n");
            assertEquals("-ERR the size must be a number from 0 to 9223372036854775807; goodbye\r",
                    client.next());
            assertEquals(List.of(), client.readToEnd());
        }
        try (QueueServer server = start(EmbeddedServers.TEN_DELIVERIES);
                LineSocket client = connect(server)) {
            client.send("GET / HTTP/1.1 " + "x".repeat(600));
            assertEquals("-ERR the line is longer than 512 bytes; goodbye\r", client.next());
        }
    }
}
