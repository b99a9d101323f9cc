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

/** A JSON Schema of a lesson's file. */
public final class LessonSchema {
    private static final String LESSON = "/netkit/lesson/lesson.schema.json";
    private static final String TRANSLATION = "/netkit/lesson/texts.schema.json";

    private final Validator validator = new ValidatorFactory().withJsonNodeFactory(new GsonNode.Factory())
            .createValidator();
    private final URI schema;

    /** The schema of {@code lesson.json}. */
    public LessonSchema() throws IOException {
        this(LESSON);
    }

    /** The schema of {@code texts.json}. */
    static LessonSchema ofTranslation() throws IOException {
        return new LessonSchema(TRANSLATION);
    }

    private LessonSchema(String resource) throws IOException {
        try (InputStream in = LessonSchema.class.getResourceAsStream(resource)) {
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
