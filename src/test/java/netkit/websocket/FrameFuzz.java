package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

/** One frame for display: nothing is thrown, and a frame is the same after it is encoded. */
public final class FrameFuzz {
    private FrameFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Frame frame = Frame.decode(input, 0, input.length);
        if (frame == null) {
            return;
        }
        Frame again = Frame.decode(frame.encode(), 0, frame.encode().length);
        assertEquals(text(frame), text(again));
        assertEquals(Math.min(frame.payload().length, Frame.PREVIEW),
                Frame.preview(frame.encode()).payload().length);
    }

    /** The length may have another form. */
    private static String text(Frame frame) {
        return frame.flags() + " " + frame.opcodeBits() + " " + frame.opcode() + " " + frame.maskingKey()
                + " "
                + Arrays.toString(frame.payload());
    }
}
