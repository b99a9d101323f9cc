package netkit.report;

import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.Field;
import netkit.dissect.FieldValue;
import netkit.dissect.explain.Headline;
import netkit.dissect.explain.Overhead;
import netkit.dissect.explain.TwoModels;

/** A packet as JSON: its layers with their fields, and where in the bytes each is. */
public final class PacketJson {
    private static final int SCHEMA = 1;

    private PacketJson() {}

    public static JsonObject of(DissectedPacket packet) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("number", packet.packet().number());
        OptionalLong time = packet.packet().epochNanos();
        json.addProperty("epochNanos", time.isPresent() ? time.getAsLong() : null);
        json.addProperty("length", packet.packet().originalLength());
        json.addProperty("captured", packet.packet().bytes().length);
        json.addProperty("from", packet.source());
        json.addProperty("to", packet.destination());
        json.addProperty("stream", packet.stream().isPresent() ? packet.stream().getAsInt() : null);
        json.addProperty("protocol", Headline.protocol(packet).filterName());
        json.addProperty("info", Headline.info(packet));
        json.addProperty("headerBytes", Overhead.of(packet).total());
        json.addProperty("payloadBytes", Overhead.of(packet).payload());
        json.add("comments", strings(packet.packet().comments()));
        JsonArray layers = new JsonArray();
        packet.layers().forEach(layer -> layers.add(layer(layer)));
        json.add("layers", layers);
        return json;
    }

    private static JsonArray strings(List<String> texts) {
        JsonArray array = new JsonArray();
        texts.forEach(array::add);
        return array;
    }

    private static JsonObject layer(DissectedLayer layer) {
        JsonObject json = new JsonObject();
        json.addProperty("protocol", layer.protocol().filterName());
        json.addProperty("osiLayer", layer.protocol().osiLayer());
        json.addProperty("tcpIpLayer", TwoModels.name(layer.protocol().modelLayer()));
        json.addProperty("bytesOf", Json.name(layer.source().origin()));
        JsonArray packets = new JsonArray();
        layer.source().packets().forEach(packets::add);
        json.add("packets", packets);
        json.addProperty("from", layer.from());
        json.addProperty("headerTo", layer.headerTo());
        json.addProperty("to", layer.to());
        json.addProperty("summary", layer.summary());
        json.add("notices", strings(layer.notices()));
        json.add("fields", fields(layer.fields()));
        return json;
    }

    private static JsonArray fields(List<Field> fields) {
        JsonArray array = new JsonArray();
        for (Field field : fields) {
            JsonObject json = new JsonObject();
            json.addProperty("name", field.name());
            json.addProperty("label", field.label());
            switch (field.value()) {
                case FieldValue.Number(long value) -> json.addProperty("value", value);
                case FieldValue.Flag(boolean isSet) -> json.addProperty("value", isSet);
                case FieldValue.Text(String text) -> json.addProperty("value", text);
                case FieldValue.Bytes(byte[] bytes) -> json.addProperty("value",
                        HexFormat.of().formatHex(bytes));
            }
            json.addProperty("shown", field.shown());
            json.addProperty("from", field.from());
            json.addProperty("to", field.to());
            if (field.mask() != 0) {
                json.addProperty("mask", field.mask());
            }
            if (!field.parts().isEmpty()) {
                json.add("parts", fields(field.parts()));
            }
            array.add(json);
        }
        return array;
    }
}
