package netkit.engineio;

import java.util.Locale;

/** What a packet is for; each is written as its number (Engine.IO v4, "Protocol"). */
public enum EnginePacketType {
    OPEN, CLOSE, PING, PONG, MESSAGE, UPGRADE, NOOP;

    private static final EnginePacketType[] BY_NUMBER = values();

    /** The digit that a packet begins with. */
    public char digit() {
        return (char) ('0' + ordinal());
    }

    /** @return null when no type has this digit */
    static EnginePacketType of(char digit) {
        int number = digit - '0';
        return number < 0 || number >= BY_NUMBER.length ? null : BY_NUMBER[number];
    }

    /** As the protocol names it: {@code message}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
