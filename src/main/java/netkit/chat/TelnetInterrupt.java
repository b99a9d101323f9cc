package netkit.chat;

/**
 * The five bytes that {@code telnet} sends for Ctrl-C: "interrupt process" and "do timing mark" (RFC 854, RFC 860). It
 * shows nothing more until the mark is answered. None of these bytes can be text in UTF-8.
 */
final class TelnetInterrupt {
    private static final byte[] SEQUENCE = {(byte) 0xFF, (byte) 0xF4, (byte) 0xFF, (byte) 0xFD, 0x06};
    private static final byte[] ANSWER = {(byte) 0xFF, (byte) 0xFC, 0x06};

    private TelnetInterrupt() {}

    /** "Won't timing mark": enough for {@code telnet} to go on. */
    static byte[] answer() {
        return ANSWER.clone();
    }

    /**
     * Takes the sequence out of a chunk, wherever it stands whole; it is sent in one piece.
     *
     * @return how many bytes are left, at the beginning of the chunk
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
