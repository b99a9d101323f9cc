package netkit.cli.compare;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.google.gson.JsonParseException;

import netkit.compare.link.Transport;
import netkit.net.PrintableText;
import netkit.report.Json;
import netkit.report.Prediction;
import netkit.report.Prediction.Question;

/** The JSON of a prediction, and the run for which it was made; the components are named like the keys. */
record PredictionFile(Integer schema, Long seed, List<String> options,
        Map<String, Map<Question, Set<Transport>>> scenarios) {
    static PredictionFile of(Prediction prediction) {
        return new PredictionFile(SavedRun.SCHEMA, prediction.seed(), prediction.options(),
                prediction.byScenario());
    }

    /** @throws IllegalArgumentException with a short reason */
    static Prediction parse(String text) {
        try {
            PredictionFile file = Json.read(new StringReader(text), PredictionFile.class);
            if (file != null) {
                return file.prediction();
            }
        } catch (JsonParseException e) {
            throw new IllegalArgumentException("it is not a prediction written by netkit", e);
        }
        throw new IllegalArgumentException("it is not a prediction written by netkit");
    }

    private Prediction prediction() {
        require("schema", schema);
        require("seed", seed);
        require("scenarios", scenarios);
        if (schema != SavedRun.SCHEMA) {
            throw new IllegalArgumentException("its 'schema' is not " + SavedRun.SCHEMA);
        }
        scenarios.forEach((scenario, answers) -> {
            for (Question question : Question.values()) {
                if (answers == null || answers.get(question) == null
                        || answers.get(question).contains(null)) {
                    throw new IllegalArgumentException("it has no '" + question + "' for scenario '"
                            + PrintableText.escapeControls(scenario) + "'");
                }
            }
        });
        if (options != null && options.contains(null)) {
            throw new IllegalArgumentException("its 'options' has null");
        }
        return new Prediction(seed, options == null ? List.of() : options, scenarios);
    }

    private static void require(String key, Object value) {
        if (value == null) {
            throw new IllegalArgumentException("it is not a prediction: it has no '" + key + "'");
        }
    }
}
