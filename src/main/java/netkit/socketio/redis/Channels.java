package netkit.socketio.redis;

/**
 * The names of the channels of a namespace in Redis, as npm's adapter has them.
 *
 * @param key with which all names of a cluster begin; npm's option of that name
 */
record Channels(String key, String namespace) {
    static final String DEFAULT_KEY = "socket.io";

    /** Returns the channel for broadcasts to all clients, or to several rooms. */
    String broadcast() {
        return key + "#" + namespace + "#";
    }

    /** Returns the channel for broadcasts to one room. */
    String broadcast(String room) {
        return broadcast() + room + "#";
    }

    /** Returns the pattern of all channels for broadcasts. */
    String broadcastPattern() {
        return glob(broadcast()) + "*";
    }

    String request() {
        return key + "-request#" + namespace + "#";
    }

    String response() {
        return key + "-response#" + namespace + "#";
    }

    /** Returns the channel for responses to one server, which only some servers use. */
    String response(String server) {
        return response() + server + "#";
    }

    /** Escapes what has a meaning in a pattern of Redis (PSUBSCRIBE). */
    private static String glob(String text) {
        return text.replaceAll("[*?\\[\\]\\\\]", "\\\\$0");
    }
}
