package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListenerTest {
    private static final Endpoint FREE_PORT = new Endpoint(Endpoint.LOOPBACK, 0);

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    private Listener open(Listener.Handler handler) throws IOException {
        return Listener.open(FREE_PORT, handler, log::add);
    }

    private static Socket connect(Listener listener) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.endpoint().port());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void echo(Socket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    @Test
    void portZeroBindsFreePort() throws Exception {
        try (Listener listener = open(ListenerTest::echo); Socket client = connect(listener)) {
            assertNotEquals(0, listener.endpoint().port());
            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());
        }
    }

    @Test
    void bindFailureBelowPort1024MentionsPrivileges() throws Exception {
        Endpoint reserved = new Endpoint(Endpoint.LOOPBACK, 1019);
        BindException refused = assertThrows(BindException.class, () -> {
            // a privileged user is refused the second time
            try (Listener _ = Listener.open(reserved, _ -> {}, _ -> {});
                    Listener _ = Listener.open(reserved, _ -> {}, _ -> {})) {
                log.add("two listen on " + reserved);
            }
        });
        boolean heldByThisProcess = refused.getMessage().contains("port 1019 is in use by ");
        assertTrue(heldByThisProcess || refused.getMessage()
                .endsWith("; ports below 1024 require elevated privileges, and another server may run there:"
                        + " choose another port"),
                refused.getMessage());
    }

    /** RFC 5737: no machine has an address of TEST-NET-1. */
    @Test
    void addressOfAnotherMachineIsNotCalledABusyPort() {
        BindException refused = assertThrows(BindException.class,
                () -> Listener.open(new Endpoint("192.0.2.1", 0), _ -> {}, _ -> {}).close());
        assertTrue(refused.getMessage()
                .endsWith("; this machine does not have that address: choose one of its own,"
                        + " or 0.0.0.0 for all"),
                refused.getMessage());
    }

    @Test
    void connectionsAreServedConcurrently() throws Exception {
        try (Listener listener = open(ListenerTest::echo);
                Socket silent = connect(listener);
                Socket client = connect(listener)) {
            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());
            assertTrue(silent.isConnected());
        }
    }

    @Test
    void connectionIsClosedWhenItsHandlerReturns() throws Exception {
        try (Listener listener = open(_ -> {}); Socket client = connect(listener)) {
            assertEquals(-1, client.getInputStream().read());
        }
    }

    @Test
    void failedConnectionIsLoggedAndTheNextIsServed() throws Exception {
        CountDownLatch failed = new CountDownLatch(1);
        try (Listener listener = open(socket -> {
            if (failed.getCount() > 0) {
                failed.countDown();
                throw new IOException("no good");
            }
            echo(socket);
        }); Socket first = connect(listener)) {
            assertEquals(-1, first.getInputStream().read());
            assertEquals("connection from 127.0.0.1:" + first.getLocalPort() + " failed: no good",
                    log.poll(60, TimeUnit.SECONDS));
            try (Socket second = connect(listener)) {
                second.getOutputStream().write('x');
                assertEquals('x', second.getInputStream().read());
            }
        }
    }

    @Test
    void floodOfFailuresIsLoggedAtMostOnceASecond() throws Exception {
        int clients = 50;
        long before = System.nanoTime();
        try (Listener listener = open(_ -> {
            throw new IOException("no good");
        })) {
            for (int i = 0; i < clients; i++) {
                try (Socket client = connect(listener)) {
                    assertEquals(-1, client.getInputStream().read());
                }
            }
            long seconds = Duration.ofNanos(System.nanoTime() - before).toSeconds();
            assertTrue(log.size() <= 1 + seconds, log::toString);
            assertFalse(log.isEmpty());
        }
    }

    @Test
    void processThatHoldsThePortIsNamedWithAdvice() throws Exception {
        try (Listener listener = open(ListenerTest::echo)) {
            Exception e = assertThrows(BindException.class,
                    () -> Listener.open(listener.endpoint(), ListenerTest::echo, log::add));

            boolean systemTells = Files.isReadable(Path.of("/proc/net/tcp"));
            assertTrue(e.getMessage().startsWith("cannot listen on " + listener.endpoint() + ": "
                    + (systemTells ? "port " + listener.endpoint().port() + " is in use by 'java' (process "
                            + ProcessHandle.current().pid() : "")),
                    e.getMessage());
            assertTrue(e.getMessage().endsWith(systemTells ? "); stop it, or choose another port"
                    : "choose another port or address"), e.getMessage());
        }
    }

    @Test
    void portCanBeReboundDuringTimeWait() throws Exception {
        Endpoint endpoint;
        try (Listener listener = open(_ -> {}); Socket client = connect(listener)) {
            endpoint = listener.endpoint();
            assertEquals(-1, client.getInputStream().read()); // the server closed first, so TIME-WAIT is on its side
        }
        try (Listener again = Listener.open(endpoint, ListenerTest::echo, log::add)) {
            assertEquals(endpoint, again.endpoint());
        }
    }

    @Test
    void stopAcceptingKeepsOpenConnections() throws Exception {
        try (Listener listener = open(ListenerTest::echo); Socket client = connect(listener)) {
            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());

            listener.stopAccepting();
            assertThrows(ConnectException.class, () -> connect(listener).close());
            client.getOutputStream().write('y');
            assertEquals('y', client.getInputStream().read());
            assertEquals(1, listener.connections());
        }
    }

    @Test
    void closeClosesEveryConnection() throws Exception {
        Listener listener = open(ListenerTest::echo);
        try (Socket client = connect(listener)) {
            client.getOutputStream().write('x');
            assertEquals('x', client.getInputStream().read());

            listener.close();
            assertEquals(-1, client.getInputStream().read());
            assertThrows(ConnectException.class, () -> connect(listener).close());
        }
    }

    @Test
    void connectionBeyondThePlacesIsRefusedUntilOneEnds() throws Exception {
        try (Listener listener = Listener.open(FREE_PORT, ConnectionLimits.total(1), socket -> {
            echo(socket);
            return null;
        }, (socket, _) -> socket.getOutputStream().write('-'), log::add); Socket first = connect(listener)) {
            first.getOutputStream().write('x');
            assertEquals('x', first.getInputStream().read());
            try (Socket second = connect(listener)) {
                assertEquals('-', second.getInputStream().read());
                assertEquals(-1, second.getInputStream().read());
            }
            first.shutdownOutput();
            assertEquals(-1, first.getInputStream().read());
            listener.awaitAllEnded(Duration.ofSeconds(60));
            try (Socket third = connect(listener)) {
                third.getOutputStream().write('y');
                assertEquals('y', third.getInputStream().read());
            }
        }
    }

    @Test
    void fewConnectionsMoveToVirtualThreadsWhenMoreCome() throws Exception {
        BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
        List<Socket> clients = new ArrayList<>();
        try (Listener listener = Listener.open(FREE_PORT, ConnectionLimits.total(100),
                socket -> moving -> echoOne(socket, virtual), (_, _) -> {}, log::add)) {
            for (int i = 0; i < 5; i++) {
                clients.add(connect(listener));
                clients.getLast().getOutputStream().write(i);
                assertEquals(i, clients.getLast().getInputStream().read());
                assertEquals(i == 4, virtual.poll(60, TimeUnit.SECONDS));
            }
            for (int round = 0; round < 2; round++) { // the first reads of the four are on their platform threads still
                for (Socket client : clients) {
                    client.getOutputStream().write('x');
                    assertEquals('x', client.getInputStream().read());
                    boolean moved = virtual.poll(60, TimeUnit.SECONDS);
                    assertTrue(moved || round == 0);
                }
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** Serves one byte in each step. */
    private static Listener.Step echoOne(Socket socket, BlockingQueue<Boolean> virtual) throws IOException {
        int read = socket.getInputStream().read();
        if (read < 0) {
            return null;
        }
        virtual.add(Thread.currentThread().isVirtual());
        socket.getOutputStream().write(read);
        return _ -> echoOne(socket, virtual);
    }
}
