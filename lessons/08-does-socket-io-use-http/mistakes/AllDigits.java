import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Prints the packets in the messages of Socket.IO sessions. Run it with: java AllDigits.java FILE */
public class AllDigits {
    /** The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message". */
    private static final List<String> ENGINE = List.of("open", "close", "ping", "pong", "message", "upgrade", "noop");
    private static final List<String> SOCKET = List.of("connect", "disconnect", "event", "ack", "connect-error",
            "binary-event", "binary-ack");

    /** A packet whose attachments have not all come. */
    private record Waiting(String type, String namespace, String id, int count, List<String> attachments,
            String data) {}

    private final Map<String, Waiting> waiting = new HashMap<>();

    private void message(String from, String transport, String kind, String content) {
        if (kind.equals("binary")) {
            attachment(from, content);
        } else if (transport.equals("polling")) {
            for (String text : content.split("\u001e")) {
                packet(from, text);
            }
        } else {
            packet(from, content);
        }
    }

    private void packet(String from, String text) {
        char first = text.charAt(0);
        if (first == 'b') {
            attachment(from, HexFormat.of().formatHex(Base64.getDecoder().decode(text.substring(1))));
            return;
        }
        if (first != '4') {
            print(from, ENGINE.get(first - '0'), null, null, null, rest(text, 1));
            return;
        }
        int digits = 1;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        int type = Integer.parseInt(text.substring(1, digits));
        int at = digits;
        int count = 0;
        if (type >= 5) {
            int dash = text.indexOf('-');
            count = Integer.parseInt(text.substring(at, dash));
            at = dash + 1;
        }
        String namespace = "/";
        if (text.startsWith("/", at)) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            namespace = text.substring(at, end);
            at = Math.min(end + 1, text.length());
        }
        int end = at;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String id = end == at ? null : text.substring(at, end);
        if (count == 0) {
            print(from, SOCKET.get(type), namespace, id, null, rest(text, end));
        } else {
            waiting.put(from, new Waiting(SOCKET.get(type), namespace, id, count, new ArrayList<>(), rest(text, end)));
        }
    }

    private static String rest(String text, int from) {
        return from < text.length() ? text.substring(from) : null;
    }

    private void attachment(String from, String hex) {
        Waiting packet = waiting.get(from);
        packet.attachments.add(hex);
        if (packet.attachments.size() == packet.count) {
            waiting.remove(from);
            print(from, packet.type, packet.namespace, packet.id, packet.attachments, packet.data);
        }
    }

    // What follows is complete: it reads the file and prints the lines. You need not change it.

    public static void main(String[] args) throws IOException {
        AllDigits decoder = new AllDigits();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] words = line.split(" ", 5);
            decoder.message(words[0] + " " + words[1], words[2], words[3], words[4]);
        }
    }

    /** Prints one packet. What it does not have is null. */
    private static void print(String from, String type, String namespace, String id, List<String> attachments,
            String data) {
        System.out.println(from + " " + type + (namespace == null ? "" : " namespace=" + namespace)
                + (id == null ? "" : " id=" + id)
                + (attachments == null ? "" : " attachments=" + String.join(",", attachments))
                + (data == null ? "" : " data=" + data));
    }
}
