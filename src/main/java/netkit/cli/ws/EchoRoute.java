package netkit.cli.ws;

import java.io.IOException;

import netkit.cli.terminal.Log;
import netkit.http.RequestHead;
import netkit.net.PrintableText;
import netkit.websocket.CloseStatus;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketServer.Route;
import netkit.websocket.WebSocketServer.Session;

/** {@code /echo}: returns every message unchanged, text as text and binary as binary. */
final class EchoRoute implements Route {
    private final Log log;

    EchoRoute(Log log) {
        this.log = log;
    }

    @Override
    public Session open(RequestHead request) {
        return Session.of(new WebSocketHandler() {
            @Override
            public void opened(WebSocketConnection connection) {
                log.line("+ " + connection.peer() + " at /echo");
            }

            @Override
            public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                    int length) throws IOException {
                connection.reply(type, bytes, from, length);
            }

            @Override
            public void closed(WebSocketConnection connection, CloseStatus status) {
                log.line("- " + connection.peer() + " at /echo, " + PrintableText.escape(status.toString()));
            }
        });
    }
}
