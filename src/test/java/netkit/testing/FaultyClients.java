package netkit.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;

/**
 * Clients of a server that do what they should not: each method goes on until it is told to stop. They have another
 * address than the tests' well-behaved clients.
 *
 * @param opening what a client of the protocol sends first; if it is a request of HTTP, the response is awaited
 * @param small a small message
 * @param half a message that lacks its end
 * @param unfinished a message that lacks its end and that takes much memory
 * @param requests what the client with this number sends again and again without reading the replies
 */
public record FaultyClients(int port, byte[] opening, byte[] small, byte[] half, byte[] unfinished,
        IntFunction<byte[]> requests) {
    private static final InetAddress ADDRESS = address();
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int MANY = 200;
    private static final int SMALL_BUFFER = 4096;
    private static final long PAUSE_MILLIS = 5;
    private static final byte[] CLIENT_HELLO = {0x16, 3, 1, 0, 42, 1, 0, 0, 38, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8,
        9};
    private static final List<byte[]> SCANS = List.of(new byte[0], new byte[] {0}, CLIENT_HELLO,
            ascii("GET / HTTP/1.0\r\n\r\n"), ascii("OPTIONS * RTSP/1.0\r\n\r\n"), ascii("SSH-2.0-scan\r\n"),
            ascii("\r\n\r\n"), ascii("HELP\r\n"), new byte[300], ascii("\u001b]0;x\u0007\n"));

    /** A fault, as it is named in the report. */
    public enum Fault {
        CONNECTION_FLOOD, SLOW_HANDSHAKES, PORT_SCANS, RESETS, SMALL_MESSAGES, VANISHING_CLIENTS, UNFINISHED_MESSAGES, CLIENTS_THAT_NEVER_READ;

        /** Whether there are so many clients, or such, that the server runs out of memory for them. */
        boolean takesMemory() {
            return this == UNFINISHED_MESSAGES || this == CLIENTS_THAT_NEVER_READ;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Returns clients of a WebSocket server, which ask for compression.
     *
     * @param text of the small message
     * @param request the text that the client with this number sends again and again
     */
    public static FaultyClients ofWebSocket(int port, String target, String text, byte[] unfinished,
            IntFunction<String> request) {
        byte[] opening = ascii("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        byte[] large = frame(FrameHeader.FIN, Opcode.TEXT, new byte[1000]);
        return new FaultyClients(port, opening, frame(FrameHeader.FIN, Opcode.TEXT, ascii(text)),
                Arrays.copyOf(large, 500), unfinished,
                client -> frame(FrameHeader.FIN, Opcode.TEXT, ascii(request.apply(client))));
    }

    /** Returns a frame of a client. */
    public static byte[] frame(int flags, Opcode opcode, byte[] payload) {
        return new Frame(flags, opcode.code(), true, 0x01020304, payload).encode();
    }

    /** Returns the concatenation. */
    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Runs one fault until the supplier says stop. What the server does to these clients is not looked at.
     *
     * @param onAll called when all clients of the fault are there
     */
    public void run(Fault fault, BooleanSupplier stop, Runnable onAll) throws InterruptedException {
        while (!stop.getAsBoolean()) {
            Thread.sleep(PAUSE_MILLIS); // so that the fault uses up no ports and no processor
            switch (fault) {
                case CONNECTION_FLOOD -> many(MANY, () -> true, socket -> {}, () -> {});
                case SLOW_HANDSHAKES -> slowHandshakes(stop);
                case PORT_SCANS -> each(stop, SCANS, (socket, scan) -> socket.getOutputStream().write(scan));
                case RESETS -> each(stop, List.of(small, half), (socket, message) -> {
                    open(socket);
                    socket.getOutputStream().write(message);
                    socket.setSoLinger(true, 0);
                });
                case SMALL_MESSAGES -> smallMessages(stop);
                case VANISHING_CLIENTS -> each(stop, List.of(half), (socket, message) -> {
                    open(socket);
                    socket.getOutputStream().write(message);
                });
                case UNFINISHED_MESSAGES -> many(MANY, stop, socket -> {
                    open(socket);
                    Thread.ofVirtual().start(() -> write(socket, unfinished));
                }, onAll);
                case CLIENTS_THAT_NEVER_READ -> {
                    AtomicInteger number = new AtomicInteger();
                    many(MANY, stop, socket -> {
                        byte[] bytes = requests.apply(number.getAndIncrement());
                        open(socket);
                        Thread.ofVirtual().start(() -> {
                            while (write(socket, bytes)) {
                                // goes on until the server hangs up
                            }
                        });
                    }, onAll);
                }
            }
        }
    }

    private static boolean write(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException _) {
            return false; // the server has hung up
        }
    }

    private interface Action {
        void on(Socket socket) throws IOException;
    }

    private interface ActionWith<T> {
        void on(Socket socket, T message) throws IOException;
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setReuseAddress(true); // else earlier connections keep their ports for a minute
        socket.bind(new InetSocketAddress(ADDRESS, 0));
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return socket;
    }

    private void open(Socket socket) throws IOException {
        socket.getOutputStream().write(opening);
        if (new String(opening, StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            InputStream in = socket.getInputStream();
            int matched = 0;
            for (int next = in.read(); next >= 0 && matched < 4; next = matched < 4 ? in.read() : 0) {
                matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
            }
        }
    }

    /** One client after the other sends a message and leaves. */
    private <T> void each(BooleanSupplier stop, List<T> messages, ActionWith<T> action) {
        for (T message : messages) {
            if (!stop.getAsBoolean()) {
                try (Socket socket = connect()) {
                    action.on(socket, message);
                } catch (IOException _) {
                    // the server may hang up
                }
            }
        }
    }

    /** Many clients connect, and leave when the supplier says stop; one that is hung up on is not replaced. */
    private void many(int count, BooleanSupplier stop, Action action, Runnable onAll)
            throws InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                try {
                    sockets.add(connect());
                    action.on(sockets.getLast());
                } catch (IOException _) {
                    // the server may refuse
                }
            }
            onAll.run();
            while (!stop.getAsBoolean()) {
                Thread.sleep(PAUSE_MILLIS);
            }
        } finally {
            sockets.forEach(FaultyClients::close);
        }
    }

    /** Many clients send what comes before a message byte by byte, or nothing. */
    private void slowHandshakes(BooleanSupplier stop) throws InterruptedException {
        List<Socket> sockets = new ArrayList<>();
        byte[] bytes = opening.length == 0 ? half : opening;
        try {
            for (int i = 0; i < MANY; i++) {
                sockets.add(connect());
            }
            for (int at = 0; !stop.getAsBoolean(); at++) {
                for (Socket socket : sockets.subList(MANY / 2, MANY)) {
                    if (at < bytes.length - 1) {
                        socket.getOutputStream().write(bytes[at]);
                    }
                }
                Thread.sleep(10);
            }
        } catch (IOException _) {
            // the server may hang up
        } finally {
            sockets.forEach(FaultyClients::close);
        }
    }

    private void smallMessages(BooleanSupplier stop) {
        byte[] messages = new byte[100 * small.length];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = small[i % small.length];
        }
        try (Socket socket = connect()) {
            open(socket);
            Thread.ofVirtual().start(() -> discard(socket));
            while (!stop.getAsBoolean()) {
                socket.getOutputStream().write(messages);
            }
        } catch (IOException _) {
            // the server may hang up
        }
    }

    private static void discard(Socket socket) {
        try {
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // it is closed
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // it is closed in any case
        }
    }
}
