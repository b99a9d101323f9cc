package netkit.lesson.check;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import netkit.lab.script.LabSyntaxException;

/**
 * A message of a Socket.IO session: the body of a request or response, or a message of a WebSocket.
 *
 * @param session any word
 * @param sender {@code client} or {@code server}
 * @param transport {@code polling} or {@code websocket}
 * @param binary whether it is a binary message of a WebSocket
 */
public record SessionMessage(String session, String sender, String transport, boolean binary, byte[] bytes) {
    /** @throws LabSyntaxException if a line cannot hold it */
    public SessionMessage {
        if (!binary && (new String(bytes, StandardCharsets.UTF_8).contains("\n"))) {
            throw new LabSyntaxException(1, "a text that is a line of a file has no line end");
        }
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the line of the file: {@code ann server websocket text 42["hello"]}. */
    public String line() {
        return String.join(" ", session, sender, transport, binary ? "binary" : "text",
                binary ? HexFormat.of().formatHex(bytes) : text());
    }
}
