import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prints the packets in the messages of Socket.IO sessions. Run it with: java PacketDecoder.java FILE */
public class PacketDecoder {
    /** The types of Engine.IO, whose digit comes first, and those of Socket.IO, whose digit stands within a "message". */
    private static final List<String> ENGINE = List.of("open", "close", "ping", "pong", "message", "upgrade", "noop");
    private static final List<String> SOCKET = List.of("connect", "disconnect", "event", "ack", "connect-error",
            "binary-event", "binary-ack");

    /**
     * Called for each line of the file.
     *
     * @param from session and sender, such as "ann client"
     * @param transport "polling" or "websocket"
     * @param kind "text", or "binary" if the content is hexadecimal digits
     */
    private void message(String from, String transport, String kind, String content) {
        // TODO 2: over polling, the content may be several packets, with the character \u001e between them
        // TODO 4 (further): kind "binary" is an attachment of a packet that came before
        packet(from, content);
    }

    private void packet(String from, String text) {
        // TODO 1: the first digit is the type of Engine.IO; data is what follows, if anything does
        // TODO 3: within a "message", the next digit is the type of Socket.IO; then come namespace, id and data
        print(from, ENGINE.get(2), null, null, null, null);
    }

    // What follows is complete: it reads the file and prints the lines. You need not change it.

    public static void main(String[] args) throws IOException {
        PacketDecoder decoder = new PacketDecoder();
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
