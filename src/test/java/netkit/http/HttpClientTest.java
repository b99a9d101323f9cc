package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.net.Endpoint;
import netkit.net.Listener;
import netkit.testing.Leftovers;

@Timeout(60)
class HttpClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n";

    private final AtomicInteger connections = new AtomicInteger();
    private Listener listener;
    private HttpClient client;

    /** Starts a server that sends the responses on each connection in turn, then closes it. */
    private void serve(String... responses) throws IOException {
        listener = Listener.open(new Endpoint(Endpoint.LOOPBACK, 0), socket -> {
            connections.incrementAndGet();
            HttpReader reader = new HttpReader(socket, HeadLimits.DEFAULT);
            for (String response : responses) {
                RequestHead head = reader.request(TIMEOUT);
                reader.body(BodyDecoder.of(head, 1000), TIMEOUT);
                socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
            }
        }, _ -> {});
        Endpoint endpoint = listener.endpoint();
        client = new HttpClient(() -> {
            Socket socket = new Socket();
            socket.connect(endpoint.resolve());
            return socket;
        }, 1000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        listener.close();
    }

    private String request(String method) throws IOException {
        byte[] body = method.equals("POST") ? new byte[5] : new byte[0];
        HttpClient.Response response = client.send(new RequestHead(method, "/", "HTTP/1.1",
                Headers.of("Host", "h", "Content-Length", Integer.toString(body.length))), body, TIMEOUT);
        return response.head().status() + " " + new String(response.body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void connectionIsKept() throws Exception {
        serve(OK + "\r\n" + "ok", OK + "\r\n" + "on", OK + "\r\n" + "ou");
        assertEquals("200 ok", request("GET"));
        assertEquals("200 on", request("POST"));
        assertEquals("200 ou", request("GET"));
        assertEquals(1, connections.get());
    }

    @Test
    void connectionClosedByTheServerIsReopened() throws Exception {
        serve(OK + "Connection: close\r\n\r\n" + "ok");
        assertEquals("200 ok", request("POST"));
        assertEquals("200 ok", request("POST"));
        assertEquals(2, connections.get());
    }

    @Test
    void getIsRetriedWhenTheServerHasJustClosedTheConnection() throws Exception {
        serve(OK + "\r\n" + "ok");
        for (int i = 0; i < 5; i++) {
            assertEquals("200 ok", request("GET"));
        }
        assertEquals(5, connections.get());
    }

    @Test
    void postIsNotSentOverClosedConnection() throws Exception {
        serve(OK + "\r\n" + "ok");
        assertEquals("200 ok", request("POST"));
        Leftovers.await(() -> listener.connections() == 0, () -> "the server has not closed");
        Thread.sleep(150); // after 100 ms idle the client checks the connection before it uses it
        assertEquals("200 ok", request("POST"));
        assertEquals(2, connections.get());
    }

    @Test
    void keepAliveTimeoutOfTheServerIsRespected() throws Exception {
        serve(OK + "Keep-Alive: timeout=1\r\n\r\n" + "ok", OK + "\r\n" + "no");
        assertEquals("200 ok", request("POST"));
        assertEquals("200 ok", request("POST"));
        assertEquals(2, connections.get());
    }

    @Test
    void bodyMayBeChunkedOrEndWithTheStream() throws Exception {
        serve("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nto the end");
        assertEquals("200 hello", request("GET"));
        assertEquals("200 to the end", request("GET"));
        assertEquals("200 hello", request("GET"));
        assertEquals(2, connections.get());
    }

    @Test
    void interimResponsesAreSkipped() throws Exception {
        serve("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(5) + OK
                + "\r\n" + "ok");
        assertEquals("200 ok", request("GET"));
    }

    @Test
    void truncatedResponseIsAnError() throws Exception {
        serve("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello");
        assertThrows(EOFException.class, () -> request("GET"));
    }

    @Test
    void oversizedResponseIsAnError() throws Exception {
        serve("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n");
        assertThrows(HttpException.class, () -> request("GET"));
    }

    @Test
    void closeUnblocksPendingRequest() throws Exception {
        serve("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n", "never");
        Thread waiting = Thread.ofVirtual()
                .start(() -> assertThrows(IOException.class, () -> request("GET")));
        while (connections.get() == 0) {
            Thread.sleep(5);
        }
        client.close();
        waiting.join();
    }

    /** A connected socket without a network, on which every request has its response already. */
    private static final class AnsweredSocket extends Socket {
        private final InputStream in = new ByteArrayInputStream(
                (OK + "\r\nok").repeat(4).getBytes(StandardCharsets.US_ASCII));

        @Override
        public InputStream getInputStream() {
            return in;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            if (isClosed()) {
                throw new SocketException("Socket is closed");
            }
            return OutputStream.nullOutputStream();
        }
    }

    @Test
    void closeBesideRequestsThrowsNothingButIoExceptions() throws Exception {
        serve();
        for (int i = 0; i < 20_000; i++) {
            HttpClient one = new HttpClient(AnsweredSocket::new, 1000);
            CountDownLatch sending = new CountDownLatch(1);
            CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
                sending.countDown();
                one.close();
            });
            sending.await();
            try {
                while (true) {
                    one.send(new RequestHead("GET", "/", "HTTP/1.1", Headers.of("Host", "h")), new byte[0],
                            TIMEOUT);
                }
            } catch (IOException _) {
                // closed; any other exception fails the test
            }
            closed.join();
            assertThrows(IOException.class, () -> one.send(
                    new RequestHead("GET", "/", "HTTP/1.1", Headers.of("Host", "h")), new byte[0], TIMEOUT));
        }
    }
}
