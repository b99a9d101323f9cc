package netkit.cli.ws;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import netkit.cli.option.HexText;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;
import netkit.http.Status;
import netkit.net.PrintableText;
import netkit.websocket.OpeningHandshake;

/** The opening handshake as {@code ws-client --handshake} prints it: request, response, and the computation of Sec-WebSocket-Accept. */
final class HandshakeLines {
    private HandshakeLines() {}

    static List<String> of(RequestHead request, ResponseHead response) {
        List<String> lines = new ArrayList<>();
        addHead(lines, "> ", request.toString());
        addHead(lines, "< ", response.toString());
        if (response.status() == Status.SWITCHING_PROTOCOLS.code()) {
            addAccept(lines, request, response);
        }
        return lines;
    }

    private static void addHead(List<String> lines, String arrow, String head) {
        head.strip().lines().forEach(line -> lines.add(arrow + PrintableText.escapeControls(line)));
        lines.add("");
    }

    private static void addAccept(List<String> lines, RequestHead request, ResponseHead response) {
        String key = request.headers().first("Sec-WebSocket-Key").orElse("");
        byte[] sha1 = OpeningHandshake.sha1(key + OpeningHandshake.GUID);
        String accept = Base64.getEncoder().encodeToString(sha1);
        List<String> sent = response.headers().all("Sec-WebSocket-Accept");
        lines.add("how Sec-WebSocket-Accept is computed (RFC 6455 §4.2.2):");
        lines.add("  client's key     " + key);
        lines.add("  the GUID         " + OpeningHandshake.GUID);
        lines.add("  SHA-1 of both    " + HexText.of(sha1));
        lines.add("  that in base64   " + accept);
        lines.add("  the server sent  "
                + (sent.isEmpty() ? "nothing" : PrintableText.escapeControls(String.join(", ", sent)))
                + (sent.equals(List.of(accept)) ? ": matches" : ": does not match"));
        lines.add("");
    }
}
