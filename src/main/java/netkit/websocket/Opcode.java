package netkit.websocket;

/** The type of a frame (RFC 6455 §5.2, §11.8). All other codes are reserved. */
public enum Opcode {
    CONTINUATION(0x0), TEXT(0x1), BINARY(0x2), CLOSE(0x8), PING(0x9), PONG(0xA);

    private static final Opcode[] BY_CODE = new Opcode[16];

    static {
        for (Opcode opcode : values()) {
            BY_CODE[opcode.code] = opcode;
        }
    }

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Whether it is a control frame, which may be injected between the fragments of a message (RFC 6455 §5.4, §5.5). */
    public boolean isControl() {
        return code >= 0x8;
    }

    /**
     * @param code the four bits of the frame, 0 to 15
     * @return null when the code is reserved
     */
    public static Opcode of(int code) {
        return BY_CODE[code];
    }
}
