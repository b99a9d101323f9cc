package netkit.cli.ws;

import java.util.ArrayList;
import java.util.List;

import netkit.net.PrintableText;
import netkit.websocket.CloseCode;
import netkit.websocket.CloseStatus;
import netkit.websocket.Frame;
import netkit.websocket.Opcode;

/** How a connection ended, as seen by the client (RFC 6455 §7.1). Thread-safe. */
final class CloseReport {
    private Frame sent;
    private boolean received;
    private boolean closedFirst;
    private CloseStatus status = new CloseStatus(CloseCode.ABNORMAL,
            "the connection ended without a close frame");

    synchronized void sent(Frame frame) {
        if (frame.opcode() == Opcode.CLOSE && sent == null) {
            sent = frame;
            closedFirst = !received;
        }
    }

    synchronized void received(Frame frame) {
        received |= frame.opcode() == Opcode.CLOSE;
    }

    /** The last received frame is illegal, so it does not count as a close frame. */
    synchronized void refused() {
        received = false;
    }

    synchronized void ended(CloseStatus as) {
        status = as;
    }

    /** Whether the close code reports no error: 1000, 1001 (RFC 6455 §7.4.1), or none. */
    synchronized boolean isClean() {
        return switch (status.code()) {
            case CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS -> true;
            default -> false;
        };
    }

    /** @param violations the deliberate violations of the client */
    synchronized List<String> lines(List<SendOptions.Violation> violations) {
        List<String> lines = new ArrayList<>();
        boolean echoed = closedFirst && sent.payload().length >= 2
                && status.code() == ((sent.payload()[0] & 0xFF) << 8 | sent.payload()[1] & 0xFF);
        boolean byClient = echoed || !received && status.code() != CloseCode.ABNORMAL;
        String who = byClient ? "closed by the client: "
                : received ? "closed by the server: " : "connection lost: ";
        lines.add(who + FrameLines.code(status)
                + (status.reason().isEmpty() ? "" : ": " + PrintableText.escapeControls(status.reason())));
        if (!byClient && meaning(status.code()) != null) {
            lines.add("  " + status.code() + ": " + meaning(status.code()));
        }
        if (isClean()) {
            violations.forEach(violation -> lines
                    .add("  the server accepted " + violation.words() + "; it must close with "
                            + violation.closeCode()));
        }
        return lines;
    }

    /** Returns what a server reports with a code; null where the name is enough. */
    private static String meaning(int code) {
        return switch (code) {
            case CloseCode.GOING_AWAY -> "the server is shutting down (RFC 6455 §7.4.1)";
            case CloseCode.PROTOCOL_ERROR -> "the client violated the protocol (RFC 6455 §7.4.1)";
            case 1003 -> "the server does not accept this type of data (RFC 6455 §7.4.1)";
            case CloseCode.NO_STATUS -> "the close frame had no code; 1005 is never sent (RFC 6455 §7.1.5)";
            case CloseCode.ABNORMAL -> "no close frame was received; 1006 is never sent (RFC 6455 §7.1.5)";
            case CloseCode.INVALID_PAYLOAD ->
                "a text was not UTF-8, or a message could not be inflated (RFC 6455 §8.1)";
            case CloseCode.POLICY_VIOLATION -> "the client violated the server's policy (RFC 6455 §7.4.1)";
            case CloseCode.TOO_BIG -> "a message was larger than the server accepts (RFC 6455 §7.4.1)";
            case CloseCode.INTERNAL_ERROR -> "the server had an internal error (RFC 6455 §7.4.1)";
            default -> null;
        };
    }
}
