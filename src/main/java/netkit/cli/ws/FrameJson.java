package netkit.cli.ws;

import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.cli.option.HexText;
import netkit.net.PrintableText;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/** What {@code netkit ws-frame} says of frames, for other programs. */
final class FrameJson {
    private FrameJson() {}

    /** @param ignored bytes behind the frame with which the connection ends */
    static JsonObject of(List<ExaminedFrame> frames, int ignored) {
        JsonObject json = new JsonObject();
        JsonArray array = new JsonArray();
        frames.forEach(frame -> array.add(of(frame)));
        json.add("frames", array);
        json.addProperty("ignoredBytes", ignored);
        return json;
    }

    private static JsonObject of(ExaminedFrame frame) {
        FrameHeader head = frame.head();
        JsonObject json = new JsonObject();
        json.addProperty("hex", HexText.of(frame.bytes()));
        json.addProperty("from", frame.from() == Role.CLIENT ? "client" : "server");
        json.addProperty("fin", head.isFinal());
        json.addProperty("rsv1", (head.reserved() & FrameHeader.RSV1) != 0);
        json.addProperty("rsv2", (head.reserved() & FrameHeader.RSV2) != 0);
        json.addProperty("rsv3", (head.reserved() & FrameHeader.RSV3) != 0);
        json.addProperty("opcode", head.opcodeBits());
        json.addProperty("opcodeName", head.opcode() == null ? null : FrameLines.name(head.opcode()));
        if (frame.isHeadWhole()) {
            json.addProperty("masked", head.isMasked());
            json.addProperty("maskingKey", head.isMasked() ? FrameLines.key(head.maskingKey()) : null);
            json.addProperty("payloadLength", head.payloadLength());
            json.addProperty("payloadHex", HexText.of(frame.payload()));
            json.addProperty("payloadText", frame.text().orElse(null));
        }
        frame.message().ifPresent(message -> json.add("message", of(message)));
        json.addProperty("complete", frame.isWhole());
        json.addProperty("missing",
                frame.isWhole() || !frame.isLegal() ? null : FrameExplanation.missing(frame));
        json.addProperty("legal", frame.isLegal());
        json.addProperty("violation", frame.violation().map(Exception::getMessage).orElse(null));
        json.addProperty("clause", frame.violation().map(violation -> violation.clause()).orElse(null));
        json.addProperty("closeCode", frame.violation().map(violation -> violation.closeCode()).orElse(null));
        return json;
    }

    private static JsonObject of(ExaminedFrame.Message message) {
        JsonObject json = new JsonObject();
        json.addProperty("type", FrameLines.name(message.type()));
        json.addProperty("frames", message.frames());
        json.addProperty("compressed", message.compressed());
        json.addProperty("hex", HexText.of(message.bytes()));
        json.addProperty("text", message.type() != Opcode.TEXT ? null
                : PrintableText.decode(message.bytes(), 0, message.bytes().length).orElse(null));
        return json;
    }
}
