package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import netkit.report.Json;
import netkit.report.Prediction;
import netkit.testing.FuzzInput;

/**
 * Saved predictions: only {@link IllegalArgumentException} with one line is thrown, and a prediction is the same after it
 * is written.
 */
public final class PredictionFileFuzz {
    private PredictionFileFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        Prediction prediction;
        try {
            prediction = PredictionFile.parse(FuzzInput.utf8(input));
        } catch (IllegalArgumentException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return;
        }
        assertEquals(prediction, PredictionFile.parse(Json.text(PredictionFile.of(prediction))));
    }
}
