package netkit.lesson.check;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the judge saw of a failed check: what the rules of diagnoses speak about.
 *
 * @param check id of the check
 * @param step the failed step as written
 * @param symptom the common symptom, such as {@code hangs}; empty if none fits
 * @param expected what was expected, if it was bytes
 * @param received what came since the expectation began
 * @param all what came over the connection in all
 * @param sent what was sent over the connection in all
 * @param wrongByte index of the first wrong byte in what was received, -1 if there is none
 * @param field its name, or the name of the wrong field or header
 * @param printed standard output and standard error, as Latin-1
 * @param exit status of the ended process; absent while it runs
 * @param silence whether nothing came for the whole time
 * @param frame the frame that was received instead
 * @param status of the HTTP response, 0 if there is none
 * @param headers of the response, names in lower case
 * @param number that is missing from a reported list, or stands there and should not
 */
public record Observation(String check, String step, String symptom, Names names, FieldBytes expected,
        byte[] received, byte[] all, byte[] sent, int wrongByte, String field, byte[] printed,
        OptionalInt exit,
        boolean silence, boolean end, boolean reset, int connections, Optional<ReceivedFrame> frame,
        int status,
        Map<String, List<String>> headers, OptionalLong number) {

    /** Whether the program ended with an error of its own. */
    public boolean crashed() {
        return exit.isPresent() && exit.getAsInt() != 0;
    }

    /** A decoded frame: its payload is unmasked. */
    public record ReceivedFrame(boolean fin, int rsv, int opcode, boolean masked, byte[] payload) {
        /** The code of a close frame, -1 if there is none. */
        public int code() {
            return payload.length < 2 ? -1 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
        }
    }

    /** Whether one sequence of bytes contains another. */
    public static boolean contains(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
