package netkit.engineio;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A raw HTTP and WebSocket client: one TCP connection that sends requests as given and parses the responses. */
final class RawHttp implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

    private final Socket socket = new Socket();
    private final InputStream in;

    RawHttp(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A response; status 0 is the end of the stream. */
    record Response(int status, String head, String body) {
        String header(String name) {
            List<String> lines = head.lines()
                    .filter(line -> line.toLowerCase().startsWith(name.toLowerCase() + ":"))
                    .map(line -> line.substring(name.length() + 1).strip()).toList();
            return String.join(", ", lines);
        }

        /** {@code 200 ok}, {@code 400}, or {@code no response}. */
        @Override
        public String toString() {
            return status == 0 ? "no response" : (status + " " + body).strip();
        }
    }

    RawHttp send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Sends a GET request with additional header lines. */
    RawHttp get(String target, String... lines) throws IOException {
        return request("GET", target, null, lines);
    }

    RawHttp post(String target, String body, String... lines) throws IOException {
        return request("POST", target, body, lines);
    }

    RawHttp request(String method, String target, String body, String... lines) throws IOException {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: h\r\n");
        for (String line : lines) {
            text.append(line).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return send(text.append("\r\n").append(body == null ? "" : body).toString());
    }

    /** Returns the head of a response, as far as it arrives. */
    String head() throws IOException {
        StringBuilder head = new StringBuilder();
        try {
            int next = in.read();
            while (next >= 0) {
                head.append((char) next);
                next = head.toString().endsWith("\r\n\r\n") ? -1 : in.read();
            }
        } catch (SocketException _) {
            // reset
        }
        return head.toString();
    }

    Response response() throws IOException {
        String head = head();
        if (!head.endsWith("\r\n\r\n")) {
            return new Response(0, head, "");
        }
        int status = Integer.parseInt(head.substring(9, 12));
        Matcher length = LENGTH.matcher(head);
        String body = status == 101 || status == 204 ? ""
                : length.find() ? bytes(Integer.parseInt(length.group(1))) : chunks();
        return new Response(status, head, body);
    }

    private String bytes(int count) throws IOException {
        return new String(in.readNBytes(count), StandardCharsets.UTF_8);
    }

    private String chunks() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
            body.append(bytes(size));
            line();
        }
        line();
        return body.toString();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.US_ASCII).strip();
    }

    /** Sends a client's frame with a masking key of zeros and at most 65,535 bytes. */
    RawHttp frame(int opcode, byte... bytes) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x80 | opcode);
        if (bytes.length < 126) {
            frame.write(0x80 | bytes.length);
        } else {
            frame.write(0x80 | 126);
            frame.write(bytes.length >> 8);
            frame.write(bytes.length);
        }
        frame.writeBytes(new byte[4]);
        frame.writeBytes(bytes);
        socket.getOutputStream().write(frame.toByteArray());
        return this;
    }

    RawHttp text(String payload) throws IOException {
        return frame(1, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the next frame: {@code text 4hello}, {@code close 1000}, {@code end} for the end of the stream. */
    String frame() throws IOException {
        try {
            int first = in.read();
            if (first < 0) {
                return "end";
            }
            int length = in.read();
            if (length == 126) {
                length = in.read() << 8 | in.read();
            }
            byte[] payload = in.readNBytes(length);
            return switch (first & 0xF) {
                case 1 -> "text " + new String(payload, StandardCharsets.UTF_8);
                case 2 -> "binary " + HexFormat.of().formatHex(payload);
                case 8 -> "close " + (length == 0 ? "" : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF);
                default -> "opcode " + (first & 0xF);
            };
        } catch (SocketException _) {
            return "end"; // reset
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
