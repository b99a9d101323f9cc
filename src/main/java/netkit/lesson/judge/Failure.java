package netkit.lesson.judge;

import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Observation.ReceivedFrame;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a step failed.
 *
 * @param message one sentence: what was expected, what happened, where
 * @param expected the wanted bytes, if any
 * @param received what came since the step began
 * @param wrongByte index of the first wrong byte in what was received; -1 if none is
 * @param field the name of the field that is wrong; empty if none has one
 * @param silence whether nothing moved until the time was over
 * @param number that is missing from a reported list, or stands there and should not
 * @param symptom what is observed by the step itself; null to conclude it from the program's state
 */
record Failure(String message, FieldBytes expected, byte[] received, int wrongByte, String field,
        boolean silence, Symptom symptom, Optional<ReceivedFrame> frame, int status,
        Map<String, List<String>> headers, OptionalLong number) {
    private static final byte[] NOTHING = {};

    static Failure of(String message, Symptom symptom) {
        return new Failure(message, FieldBytes.of(NOTHING), NOTHING, -1, "", false, symptom, Optional.empty(),
                0, Map.of(), OptionalLong.empty());
    }

    static Failure silent(String message, FieldBytes expected, byte[] received) {
        return new Failure(message, expected, received, -1, "", true, null, Optional.empty(), 0, Map.of(),
                OptionalLong.empty());
    }

    static Failure wrong(String message, FieldBytes expected, byte[] received, int wrongByte, String field) {
        return new Failure(message, expected, received, wrongByte, field, false, Symptom.WRONG_BYTES,
                Optional.empty(), 0, Map.of(),
                OptionalLong.empty());
    }

    /** The program closed before all had come. */
    static Failure ended(String message, FieldBytes expected, byte[] received) {
        return new Failure(message, expected, received, -1, "", false, Symptom.CLOSES_EARLY, Optional.empty(),
                0, Map.of(), OptionalLong.empty());
    }

    Failure with(ReceivedFrame decoded) {
        return new Failure(message, expected, received, wrongByte, field, silence, symptom,
                Optional.of(decoded), 0,
                headers, number);
    }

    Failure with(int httpStatus, Map<String, List<String>> fields) {
        return new Failure(message, expected, received, wrongByte, field, silence, symptom, frame, httpStatus,
                fields, number);
    }

    /** @param name of what is wrong, which rules call its field */
    Failure with(String name) {
        return new Failure(message, expected, received, wrongByte, name, silence, symptom, frame, status,
                headers, number);
    }

    /** @param wrong the number that is missing from a list, or should not stand there */
    Failure withNumber(long wrong) {
        return new Failure(message, expected, received, wrongByte, field, silence, symptom, frame, status,
                headers, OptionalLong.of(wrong));
    }

    Failure with(Symptom other) {
        return new Failure(message, expected, received, wrongByte, field, silence, other, frame, status,
                headers, number);
    }
}
