package netkit.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** A bare TCP client that sends each text with one write, and reads lines that end with LF. */
public final class LineSocket implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final List<String> received = Collections.synchronizedList(new ArrayList<>());
    private final InputStream in;
    private Pattern skipped = Pattern.compile("(?!)");

    public LineSocket(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer size of the kernel's receive buffer, bytes; 0 for the default */
    public LineSocket(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer); // must be set before the handshake
        }
        socket.setTcpNoDelay(true); // separate writes leave in separate segments
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Skips lines that match the regular expression. */
    public LineSocket skipping(String regex) {
        skipped = Pattern.compile(regex);
        return this;
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Returns the next line, or null at the end of the stream. */
    private String read() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            int next = in.read();
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = in.read();
            }
            String text = line.toString(StandardCharsets.UTF_8);
            if (next < 0 && line.size() > 0) {
                throw new AssertionError("the stream ended inside the line '" + text + "'\n" + this);
            }
            if (next >= 0) {
                received.add(text);
            }
            if (skipped.matcher(text).matches()) {
                return read();
            }
            return next < 0 ? null : text;
        } catch (IOException e) {
            throw new IOException("while waiting for a line: " + e.getMessage() + "\n" + this, e);
        }
    }

    /** Returns the next line. */
    public String next() throws IOException {
        String line = read();
        if (line == null) {
            throw new AssertionError("the stream ended\n" + this);
        }
        return line;
    }

    /** Returns the next line that matches the regular expression; those before it are skipped. */
    public String await(String regex) throws IOException {
        String line = next();
        while (!line.matches(regex)) {
            line = next();
        }
        return line;
    }

    /** Returns all further lines, up to the end of the stream. */
    public List<String> readToEnd() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = read(); line != null; line = read()) {
            lines.add(line);
        }
        return lines;
    }

    /** Half-closes the connection: sends FIN. */
    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Resets the connection: sends RST. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Returns the lines received so far. */
    @Override
    public String toString() {
        synchronized (received) {
            int from = Math.max(0, received.size() - 30);
            return received.size() + " lines so far" + (from > 0 ? ", the last of them" : "") + ":\n"
                    + String.join("\n", received.subList(from, received.size()));
        }
    }
}
