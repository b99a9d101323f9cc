package netkit.engineio;

import java.nio.charset.StandardCharsets;

import com.google.gson.JsonObject;

import netkit.http.Headers;
import netkit.http.HttpResponse;
import netkit.http.Status;

/** The reason why a request is refused, with the codes and messages of the reference implementation. */
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

    /** Returns the response to a request of the polling transport. */
    HttpResponse pollingResponse(Headers headers) {
        JsonObject json = new JsonObject();
        json.addProperty("code", ordinal());
        json.addProperty("message", message);
        return new HttpResponse(this == FORBIDDEN ? Status.FORBIDDEN : Status.BAD_REQUEST, headers,
                "application/json",
                json.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the response to a request for a WebSocket. */
    HttpResponse webSocketResponse(Headers headers) {
        return new HttpResponse(Status.BAD_REQUEST, headers, "text/html",
                message.getBytes(StandardCharsets.UTF_8));
    }
}
