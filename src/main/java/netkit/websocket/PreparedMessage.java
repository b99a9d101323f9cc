package netkit.websocket;

import netkit.net.SharedBytes;

/** A message for many connections: it is encoded once for all to whom a server sends it as it is. */
public final class PreparedMessage {
    private final Opcode type;
    private final byte[] payload;
    private SharedBytes frame;

    /**
     * Prepares a message.
     *
     * @param type {@link Opcode#TEXT}, for bytes that are UTF-8, or {@link Opcode#BINARY}
     * @param payload must not be changed afterwards
     */
    public PreparedMessage(Opcode type, byte[] payload) {
        this.type = type;
        this.payload = payload;
    }

    Opcode type() {
        return type;
    }

    byte[] payload() {
        return payload;
    }

    /** Returns the message as one frame, neither masked nor compressed. */
    synchronized SharedBytes frame() {
        if (frame == null) {
            frame = new SharedBytes(
                    FrameSender.unmasked(FrameHeader.FIN, type, payload, 0, payload.length));
        }
        return frame;
    }
}
