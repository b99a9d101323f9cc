package netkit.chat;

/**
 * The five bytes that {@code telnet} sends for Ctrl-C: "interrupt process" and "do timing mark" (RFC 854, RFC 860). It
 * shows no more output until it receives a reply to the mark. None of these bytes can be text in UTF-8.
 */
final class TelnetInterrupt {
    private static final byte[] SEQUENCE = {(byte) 0xFF, (byte) 0xF4, (byte) 0xFF, (byte) 0xFD, 0x06};
    private static final byte[] REPLY = {(byte) 0xFF, (byte) 0xFC, 0x06};

    private TelnetInterrupt() {}

    /** Returns "won't timing mark", the reply after which {@code telnet} continues. */
    static byte[] reply() {
        return REPLY.clone();
    }

    /**
     * Removes the sequence from a chunk, wherever it is complete; {@code telnet} sends it in one piece.
     *
     * @return the number of bytes left, at the beginning of the chunk
     */
    static int strip(byte[] chunk, int count) {
        int kept = 0;
        int i = 0;
        while (i < count) {
            if (isAt(chunk, i, count)) {
                i += SEQUENCE.length;
            } else {
                chunk[kept++] = chunk[i++];
            }
        }
        return kept;
    }

    private static boolean isAt(byte[] chunk, int at, int count) {
        for (int i = 0; i < SEQUENCE.length; i++) {
            if (at + i >= count || chunk[at + i] != SEQUENCE[i]) {
                return false;
            }
        }
        return true;
    }
}
