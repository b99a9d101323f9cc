package netkit.cli.compare;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

import netkit.compare.link.Transport;
import netkit.net.PrintableText;
import netkit.report.Prediction;
import netkit.report.Prediction.Question;

/** The JSON of a prediction: the answers by scenario and question, and the run for which it was made. */
final class PredictionJson {
    private PredictionJson() {}

    static JsonObject of(Prediction prediction) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", CompareJson.SCHEMA);
        json.addProperty("seed", prediction.seed());
        JsonArray options = new JsonArray();
        prediction.options().forEach(options::add);
        json.add("options", options);
        JsonObject scenarios = new JsonObject();
        prediction.byScenario().forEach((scenario, expected) -> {
            JsonObject answers = new JsonObject();
            for (Question question : Question.values()) {
                answers.add(question.key(), names(expected.getOrDefault(question, Set.of())));
            }
            scenarios.add(scenario, answers);
        });
        json.add("scenarios", scenarios);
        return json;
    }

    static JsonArray names(Set<Transport> transports) {
        JsonArray names = new JsonArray();
        transports.forEach(transport -> names.add(transport.toString()));
        return names;
    }

    /** @throws IllegalArgumentException with a short reason */
    static Prediction parse(String text) {
        try {
            return parse(JsonParser.parseString(text).getAsJsonObject());
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException
                | NumberFormatException e) {
            throw new IllegalArgumentException("it is not a prediction written by netkit", e);
        }
    }

    private static Prediction parse(JsonObject json) {
        for (String key : List.of("schema", "seed", "scenarios")) {
            if (json.get(key) == null) {
                throw new IllegalArgumentException("it is not a prediction: it has no '" + key + "'");
            }
        }
        if (json.get("schema").getAsInt() != CompareJson.SCHEMA) {
            throw new IllegalArgumentException("its 'schema' is not " + CompareJson.SCHEMA);
        }
        JsonElement seed = json.get("seed");
        JsonElement scenarios = json.get("scenarios");
        List<String> options = json.get("options") == null ? List.of()
                : json.getAsJsonArray("options").asList().stream().map(JsonElement::getAsString).toList();
        Map<String, Map<Question, Set<Transport>>> byScenario = new LinkedHashMap<>();
        scenarios.getAsJsonObject().asMap().forEach(
                (scenario, answers) -> byScenario.put(scenario,
                        answers(scenario, answers.getAsJsonObject())));
        return new Prediction(seed.getAsLong(), options, byScenario);
    }

    private static Map<Question, Set<Transport>> answers(String scenario, JsonObject json) {
        Map<Question, Set<Transport>> answers = new EnumMap<>(Question.class);
        for (Question question : Question.values()) {
            Set<Transport> named = EnumSet.noneOf(Transport.class);
            JsonElement names = json.get(question.key());
            if (names == null) {
                throw new IllegalArgumentException("it has no '" + question.key() + "' for scenario '"
                        + PrintableText.escapeControls(scenario) + "'");
            }
            names.getAsJsonArray().forEach(name -> named.add(transport(name.getAsString())));
            answers.put(question, named);
        }
        return answers;
    }

    private static Transport transport(String name) {
        Optional<Transport> known = Arrays.stream(Transport.values())
                .filter(one -> one.toString().equals(name)).findFirst();
        return known.orElseThrow(() -> new IllegalArgumentException(
                "'" + PrintableText.escapeControls(name) + "' is not a transport"));
    }
}
