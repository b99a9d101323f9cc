package netkit.engineio;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

/**
 * The handshake: the JSON in the first packet of a session (Engine.IO v4, "Handshake").
 *
 * @param sid the session id
 * @param upgrades names of the transports that the client may upgrade to; may include unknown ones
 * @param maxPayload maximum size of a POST body, bytes; 0 if the server does not say
 */
record OpenPacket(String sid, List<String> upgrades, Duration pingInterval, Duration pingTimeout,
        int maxPayload) {
    /** Longest time in a handshake that is believed. */
    private static final Duration MAX_TIME = Duration.ofDays(366);
    /** Most characters of an invalid handshake in a message. */
    private static final int MAX_SHOWN = 100;
    private static final Gson GSON = new Gson();

    EnginePacket encode() {
        JsonObject json = new JsonObject();
        json.addProperty("sid", sid);
        json.add("upgrades", GSON.toJsonTree(upgrades));
        json.addProperty("pingInterval", pingInterval.toMillis());
        json.addProperty("pingTimeout", pingTimeout.toMillis());
        json.addProperty("maxPayload", maxPayload);
        return new EnginePacket.Text(EnginePacketType.OPEN, json.toString());
    }

    /** @throws EngineException if the packet is not a handshake */
    static OpenPacket decode(EnginePacket packet) throws EngineException {
        if (!(packet instanceof EnginePacket.Text(EnginePacketType type, String data))
                || type != EnginePacketType.OPEN) {
            throw new EngineException("the first packet is not a handshake: " + packet.type());
        }
        try {
            JsonObject json = JsonParser.parseString(data).getAsJsonObject();
            List<String> upgrades = new ArrayList<>();
            for (JsonElement one : json.getAsJsonArray("upgrades")) {
                upgrades.add(one.getAsString());
            }
            int maxPayload = json.has("maxPayload") ? json.get("maxPayload").getAsInt() : 0;
            return new OpenPacket(json.get("sid").getAsString(), upgrades, millis(json, "pingInterval"),
                    millis(json, "pingTimeout"), maxPayload);
        } catch (JsonParseException | IllegalStateException | NumberFormatException | NullPointerException
                | UnsupportedOperationException | ClassCastException e) {
            throw new EngineException(
                    "the handshake has not the JSON members it must have: " + abbreviated(data));
        }
    }

    private static String abbreviated(String data) {
        return data.length() <= MAX_SHOWN ? data : data.substring(0, MAX_SHOWN) + "...";
    }

    private static Duration millis(JsonObject json, String name) throws EngineException {
        double millis = json.get(name).getAsDouble(); // a long would overflow
        if (!(millis >= 1 && millis <= MAX_TIME.toMillis())) {
            throw new EngineException("the handshake's " + name + " is " + json.get(name));
        }
        return Duration.ofMillis((long) millis);
    }
}
