package netkit.engineio;

import java.util.Locale;

/** The type of an Engine.IO packet, encoded as its ordinal number (Engine.IO v4, "Protocol"). */
public enum EnginePacketType {
    OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP;

    private static final EnginePacketType[] BY_NUMBER = values();

    /** Returns the first character of a packet of this type. */
    public char digit() {
        return (char) ('0' + ordinal());
    }

    /** @return null if no type has this digit */
    static EnginePacketType of(char digit) {
        int number = digit - '0';
        return number < 0 || number >= BY_NUMBER.length ? null : BY_NUMBER[number];
    }

    /** Returns the protocol's name: {@code message}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
