package netkit.cli.ws;

import java.util.List;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.cli.option.HexText;
import netkit.net.PrintableText;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/** The JSON result of {@code netkit ws-frame}. */
final class FrameJson {
    private FrameJson() {}

    /** @param ignored bytes after the frame that ends the connection */
    static JsonObject of(List<ExaminedFrame> frames, int ignored) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        JsonArray array = new JsonArray();
        frames.forEach(frame -> array.add(of(frame)));
        json.add("frames", array);
        json.addProperty("ignoredBytes", ignored);
        return json;
    }

    private static JsonObject of(ExaminedFrame frame) {
        FrameHeader header = frame.header();
        JsonObject json = new JsonObject();
        json.addProperty("hex", HexText.of(frame.bytes()));
        json.addProperty("from", frame.from() == Role.CLIENT ? "client" : "server");
        json.addProperty("fin", header.isFinal());
        json.addProperty("rsv1", (header.reserved() & FrameHeader.RSV1) != 0);
        json.addProperty("rsv2", (header.reserved() & FrameHeader.RSV2) != 0);
        json.addProperty("rsv3", (header.reserved() & FrameHeader.RSV3) != 0);
        json.addProperty("opcode", header.opcodeBits());
        json.addProperty("opcodeName", header.opcode() == null ? null : FrameLines.name(header.opcode()));
        if (frame.isHeaderComplete()) {
            json.addProperty("masked", header.isMasked());
            json.addProperty("maskingKey", header.isMasked() ? FrameLines.key(header.maskingKey()) : null);
            json.addProperty("payloadLength", header.payloadLength());
            json.addProperty("payloadHex", HexText.of(frame.payload()));
            json.addProperty("payloadText", frame.text().orElse(null));
        }
        frame.message().ifPresent(message -> json.add("message", of(message)));
        json.addProperty("complete", frame.isComplete());
        json.addProperty("missing",
                frame.isComplete() || !frame.isLegal() ? null : FrameExplanation.missing(frame));
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
