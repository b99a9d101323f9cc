package netkit.lesson.lint;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonParseException;

import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.GsonNode;

/** The JSON Schema of {@code lesson.json}. */
public final class LessonSchema {
    private static final String RESOURCE = "/netkit/lesson/lesson.schema.json";

    private final Validator validator = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory())
            .createValidator();
    private final URI schema;

    public LessonSchema() throws IOException {
        try (InputStream in = LessonSchema.class.getResourceAsStream(RESOURCE)) {
            schema = validator.registerSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Returns what is wrong, one line for each place in the file, such as {@code questions[2].type: …}. */
    public List<String> complaints(String json) {
        try {
            Map<String, String> byPlace = new LinkedHashMap<>();
            for (Error error : validator.validate(schema, json).getErrors()) {
                byPlace.putIfAbsent(place(error.getInstanceLocation()), error.getError());
            }
            // an object is wrong because of its members, which say more
            byPlace.keySet().removeIf(place -> byPlace.keySet().stream()
                    .anyMatch(other -> !other.equals(place) && other.startsWith(place)));
            return byPlace.entrySet().stream()
                    .map(entry -> (entry.getKey().isEmpty() ? "" : entry.getKey() + ": ") + entry.getValue())
                    .toList();
        } catch (JsonParseException e) {
            return List.of("it is not JSON: " + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Turns a JSON pointer (RFC 6901) such as {@code /questions/2/type} into {@code questions[2].type}. */
    private static String place(String pointer) {
        return pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.').replaceFirst("^\\.", "")
                .replace("~1", "/").replace("~0", "~");
    }
}
