package netkit.cli.ws;

import java.util.ArrayList;
import java.util.List;

import netkit.net.PrintableText;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.Opcode;

/** How a connection came to its end, seen from the client (RFC 6455 §7.1). Safe for many threads. */
final class CloseReport {
    private Frame sent;
    private boolean received;
    private boolean weBegan;
    private CloseStatus status = new CloseStatus(CloseCode.ABNORMAL,
            "the connection ended without a close frame");

    synchronized void sent(Frame frame) {
        if (frame.opcode() == Opcode.CLOSE && sent == null) {
            sent = frame;
            weBegan = !received;
        }
    }

    synchronized void received(Frame frame) {
        received |= frame.opcode() == Opcode.CLOSE;
    }

    /** What was received last breaks a rule, so it was no close frame that counts. */
    synchronized void refused() {
        received = false;
    }

    synchronized void ended(CloseStatus as) {
        status = as;
    }

    /** RFC 6455 §7.4.1: the purpose was fulfilled, or the other side goes away; no code at all is no complaint either. */
    synchronized boolean isClean() {
        return switch (status.code()) {
            case CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS -> true;
            default -> false;
        };
    }

    /** @param breaches the rules that we have broken on purpose */
    synchronized List<String> lines(List<SendOptions.Breach> breaches) {
        List<String> lines = new ArrayList<>();
        boolean echoed = weBegan && sent.payload().length >= 2
                && status.code() == ((sent.payload()[0] & 0xFF) << 8 | sent.payload()[1] & 0xFF);
        boolean byUs = echoed || !received && status.code() != CloseCode.ABNORMAL;
        String who = byUs ? "closed by us: " : received ? "closed by the server: " : "broken off: ";
        lines.add(who + FrameLines.code(status)
                + (status.reason().isEmpty() ? "" : ": " + PrintableText.escapeControls(status.reason())));
        if (!byUs && meaning(status.code()) != null) {
            lines.add("  " + status.code() + " says that " + meaning(status.code()));
        }
        if (isClean()) {
            breaches.forEach(breach -> lines
                    .add("  this server has let pass " + breach.words() + "; it must close with "
                            + breach.closeCode()));
        }
        return lines;
    }

    /** What a server means by it; null where the name says all. */
    private static String meaning(int code) {
        return switch (code) {
            case CloseCode.GOING_AWAY -> "the server is shutting down, or moves on (RFC 6455 §7.4.1)";
            case CloseCode.PROTOCOL_ERROR -> "we broke a rule of the protocol (RFC 6455 §7.4.1)";
            case 1003 -> "it takes no messages of this kind, binary perhaps (RFC 6455 §7.4.1)";
            case CloseCode.NO_STATUS -> "its close frame gave no code; 1005 is never sent (RFC 6455 §7.1.5)";
            case CloseCode.ABNORMAL -> "no close frame came; 1006 is never sent (RFC 6455 §7.1.5)";
            case CloseCode.INVALID_PAYLOAD ->
                "a text was not UTF-8, or what was compressed cannot be read (RFC 6455 §8.1)";
            case CloseCode.POLICY_VIOLATION -> "we broke a rule of this server's own (RFC 6455 §7.4.1)";
            case CloseCode.TOO_BIG -> "a message was larger than this server takes (RFC 6455 §7.4.1)";
            case CloseCode.INTERNAL_ERROR -> "something went wrong in the server (RFC 6455 §7.4.1)";
            default -> null;
        };
    }
}
