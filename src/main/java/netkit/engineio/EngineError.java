package netkit.engineio;

import java.nio.charset.StandardCharsets;

import com.google.gson.JsonObject;

import netkit.http.Headers;
import netkit.http.HttpResponse;
import netkit.http.Status;

/** Why a request is refused, with the codes and words of the reference. */
enum EngineError {
    UNKNOWN_TRANSPORT("Transport unknown"), UNKNOWN_SID("Session ID unknown"), //
    BAD_HANDSHAKE_METHOD("Bad handshake method"), BAD_REQUEST("Bad request"), FORBIDDEN("Forbidden"), //
    UNSUPPORTED_PROTOCOL_VERSION("Unsupported protocol version");

    private final String message;

    EngineError(String message) {
        this.message = message;
    }

    String message() {
        return message;
    }

    /** The answer to a request of polling. */
    HttpResponse page(Headers headers) {
        JsonObject json = new JsonObject();
        json.addProperty("code", ordinal());
        json.addProperty("message", message);
        return new HttpResponse(this == FORBIDDEN ? Status.FORBIDDEN : Status.BAD_REQUEST, headers,
                "application/json",
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The answer to a request for WebSocket. */
    HttpResponse upgradePage(Headers headers) {
        return new HttpResponse(Status.BAD_REQUEST, headers, "text/html",
                message.getBytes(StandardCharsets.UTF_8));
    }
}
