package netkit.cli.ws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;

/** Echoes each message, except {@code close 4001 why}, which starts the closing handshake with that code. */
final class CommandEcho implements WebSocketHandler {
    @Override
    public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from, int length)
            throws IOException {
        String[] words = new String(bytes, from, length, StandardCharsets.UTF_8).split(" ", 3);
        if (words.length == 3 && words[0].equals("close")) {
            connection.close(Integer.parseInt(words[1]), words[2]);
        } else {
            connection.reply(type, bytes, from, length);
        }
    }
}
