import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Lesson 6: a web server that accepts WebSocket connections. Run: java NoGuid.java PORT */
public class NoGuid {
    public static void main(String[] args) throws IOException {
        InetAddress thisMachine = InetAddress.getByName("127.0.0.1");
        try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 50, thisMachine)) {
            while (true) {
                Socket client = server.accept();
                Thread.startVirtualThread(() -> serve(client));
            }
        }
    }

    static void serve(Socket client) {
        try (client) {
            answer(client.getInputStream(), client.getOutputStream());
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("a client has gone: " + e.getMessage());
        }
    }

    static void answer(InputStream in, OutputStream out) throws IOException, GeneralSecurityException {
        String[] request = readLine(in).split(" ");
        Map<String, String> headers = new HashMap<>(); // by name in lower case; several lines are one list
        for (String line = readLine(in); !line.isEmpty(); line = readLine(in)) {
            int colon = line.indexOf(':');
            headers.merge(line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(), (one, other) -> one + "," + other);
        }
        if (!lists(headers.get("upgrade"), "websocket") || !lists(headers.get("connection"), "upgrade")) {
            respond(out, "200 OK", request[1], "");
        } else if (!"13".equals(headers.get("sec-websocket-version"))) {
            respond(out, "426 Upgrade Required", "only version 13", "Sec-WebSocket-Version: 13\r\n");
        } else if (!headers.containsKey("sec-websocket-key")) {
            respond(out, "400 Bad Request", "Sec-WebSocket-Key is missing", "");
        } else {
            byte[] keyAndGuid = (headers.get("sec-websocket-key")).getBytes(StandardCharsets.US_ASCII);
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(keyAndGuid);
            send(out, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n");
            echo(in, out);
        }
    }

    /** Reads up to the line feed and not a byte further: what follows the head is no part of it. */
    static String readLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next == -1) {
                throw new IOException("it closed before its request was complete");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    static boolean lists(String header, String item) {
        return header != null && Arrays.stream(header.split(",")).anyMatch(each -> each.strip().equalsIgnoreCase(item));
    }

    static void respond(OutputStream out, String status, String body, String headers) throws IOException {
        send(out, "HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n" + headers
                + "Connection: close\r\n\r\n" + body);
    }

    static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Ready-made, for the short text frames of this lesson: sends each back, until the client closes. */
    static void echo(InputStream in, OutputStream out) throws IOException {
        while (true) {
            byte[] header = in.readNBytes(2);
            if (header.length < 2 || (header[0] & 0x0f) == 8) {
                return;
            }
            byte[] key = in.readNBytes(4);
            byte[] text = in.readNBytes(header[1] & 0x7f);
            byte[] frame = new byte[2 + text.length];
            frame[0] = header[0];
            frame[1] = (byte) text.length;
            for (int i = 0; i < text.length; i++) {
                frame[2 + i] = (byte) (text[i] ^ key[i % 4]);
            }
            out.write(frame);
        }
    }
}
