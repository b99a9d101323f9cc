package netkit.engineio;

import java.io.IOException;
import java.time.Duration;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The reference: the engine.io server of npm, run by {@code engine-server.mjs}. */
final class ReferenceServer implements EngineHost {
    private final LiveProcess node;
    private final int port;

    ReferenceServer(EngineServerOptions options) throws IOException {
        Programs.needPeer("engine.io");
        node = Programs.node("engine-server.mjs", json(options));
        port = Integer.parseInt(node.awaitLine("listening on \\d+").replaceAll("\\D", ""));
    }

    /** Returns the options in the reference's format. */
    private static String json(EngineServerOptions options) {
        JsonObject json = new JsonObject();
        JsonArray transports = new JsonArray();
        options.transports().forEach(one -> transports.add(one.toString()));
        json.add("transports", transports);
        json.addProperty("pingInterval", options.pingInterval().toMillis());
        json.addProperty("pingTimeout", options.pingTimeout().toMillis());
        json.addProperty("upgradeTimeout", options.upgradeTimeout().toMillis());
        json.addProperty("maxHttpBufferSize", options.maxPayload());
        if (options.cors().isOn()) {
            JsonObject cors = new JsonObject();
            JsonArray origins = new JsonArray();
            options.cors().origins().forEach(origins::add);
            cors.add("origin", origins.contains(new JsonPrimitive("*")) ? new JsonPrimitive("*") : origins);
            cors.addProperty("credentials", options.cors().credentials());
            json.add("cors", cors);
        }
        return json.toString();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String awaitEnd(String sid) {
        return node.awaitLine("closed \\Q" + sid + "\\E .*").substring("closed ".length() + sid.length() + 1);
    }

    /** It reads on one thread in order of arrival, so a moment for the request to be sent is enough. */
    @Override
    public void awaitPoll(String sid) throws InterruptedException {
        Thread.sleep(100);
    }

    /** Its clock cannot be set by hand, so all times are longer, that a stall of the machine changes nothing. */
    static Duration slower(Duration time) {
        return time.multipliedBy(5);
    }

    @Override
    public void pass(Duration time) throws InterruptedException {
        Thread.sleep(slower(time));
    }

    @Override
    public void close() {
        node.close();
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
