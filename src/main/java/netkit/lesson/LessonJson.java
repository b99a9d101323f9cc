package netkit.lesson;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;

import netkit.net.PrintableText;

/**
 * Reads {@code lesson.json}, and checks what the commands rely on. {@code lesson lint} checks the rest with the JSON
 * Schema in {@code netkit/lesson/lesson.schema.json}.
 */
public final class LessonJson {
    private static final Gson GSON = new GsonBuilder().setStrictness(Strictness.STRICT)
            .registerTypeAdapter(Language.class, new Constants<>(List.of(Language.values())))
            .registerTypeAdapter(Question.Type.class, new Constants<>(List.of(Question.Type.values())))
            .registerTypeAdapter(Measure.class, new MeasureAdapter()).create();
    /** Where gson stopped: {@code … at line 3 column 5 path $.terms[1]}, and a line with a web page. */
    private static final Pattern PLACE = Pattern
            .compile("(?s)(?:.*?: )?(.*?) at (line \\d+) column \\d+ path \\$\\.?(\\S*).*");
    private static final Pattern ID = Pattern.compile("(\\d\\d)-[a-z0-9]+(?:-[a-z0-9]+)*");

    private LessonJson() {}

    /**
     * Returns the lesson.
     *
     * @param place the file, for messages
     * @throws IOException with one line, which says where something is wrong, and what
     */
    public static Lesson read(String json, String place) throws IOException {
        return checked(object(json, place, Lesson.class), place, LessonJson::check);
    }

    /**
     * Returns texts in another language.
     *
     * @param place the file, for messages
     * @throws IOException with one line, which says where something is wrong, and what
     */
    static Translation readTranslation(String json, String place) throws IOException {
        return checked(object(json, place, Translation.class), place, LessonJson::check);
    }

    private static <T> T object(String json, String place, Class<T> type) throws IOException {
        JsonReader in = new JsonReader(new StringReader(json));
        T object;
        try {
            object = GSON.fromJson(in, type);
            if (object != null && in.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException(place + ": there is text after the end of the object");
            }
        } catch (JsonParseException e) {
            throw new IOException(place + ": " + reason(e, in.getPreviousPath()), e);
        }
        if (object == null) {
            throw new IOException(place + ": the file is empty");
        }
        return object;
    }

    private static <T> T checked(T object, String place, Consumer<T> check) throws IOException {
        try {
            check.accept(object);
        } catch (IllegalArgumentException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
        return object;
    }

    /** @param path where the reader stopped, for what gson reports without a place */
    private static String reason(JsonParseException e, String path) {
        if (e.getCause() instanceof NumberFormatException) {
            return name(path) + ": is not a whole number";
        }
        Throwable cause = e;
        while (cause.getCause() != null && !PLACE.matcher(String.valueOf(cause.getMessage())).matches()) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        Matcher found = PLACE.matcher(message);
        return found.matches()
                ? found.group(2) + ": " + (found.group(3).isEmpty() ? "" : found.group(3) + ": ")
                        + found.group(1).replace("BEGIN_", "").toLowerCase(Locale.ROOT)
                : message.lines().findFirst().orElse("it is not JSON");
    }

    /** Turns gson's {@code $.questions[0].type} into {@code questions[0].type}. */
    private static String name(String path) {
        return path.replaceFirst("^\\$\\.?", "").replaceFirst("\\.$", "");
    }

    private static void check(Lesson lesson) {
        require(lesson.schema() == Lesson.SCHEMA, "schema: must be " + Lesson.SCHEMA + ", not "
                + lesson.schema() + "; a newer netkit may know it");
        text(lesson.id(), "id");
        Matcher id = ID.matcher(lesson.id());
        require(id.matches(), "id: '" + lesson.id() + "' is not of the form NN-topic");
        require(lesson.number() == Integer.parseInt(id.group(1)),
                "number: " + lesson.number() + " does not fit the id '" + lesson.id() + "'");
        require(lesson.version() >= 1, "version: must be 1 or more");
        text(lesson.title(), "title");
        require(lesson.minutes() >= 1, "minutes: must be 1 or more");
        each(lesson.terms(), "terms", (term, at) -> text(term, at));
        if (lesson.hasExercise()) {
            check(lesson.exercise());
        }
        each(lesson.questions(), "questions", LessonJson::check);
        unique(lesson.questions(), "questions", Question::id);
        each(lesson.diagnoses(), "diagnoses", LessonJson::check);
        unique(lesson.diagnoses(), "diagnoses", Lesson.Diagnosis::id);
    }

    /** A text that is absent is shown in English; one that is there is one line. */
    private static void check(Translation texts) {
        line(texts.title(), "title");
        texts.questions().forEach((id, question) -> {
            String at = "questions." + id;
            require(question != null, at + ": is null");
            line(question.text(), at + ".text");
            each(question.choices(), at + ".choices", LessonJson::text);
        });
        texts.checks().forEach((id, title) -> text(title, "checks." + id));
        texts.diagnoses().forEach((id, diagnosis) -> {
            String at = "diagnoses." + id;
            require(diagnosis != null, at + ": is null");
            line(diagnosis.cause(), at + ".cause");
            line(diagnosis.hint(), at + ".hint");
        });
    }

    private static void line(String optional, String at) {
        if (optional != null) {
            text(optional, at);
        }
    }

    private static void check(Lesson.Exercise exercise) {
        text(exercise.name(), "exercise.name");
        require(exercise.minutes() >= 1, "exercise.minutes: must be 1 or more");
        require(!exercise.files().isEmpty(), "exercise.files: is missing; give the start file of a language");
        exercise.files().forEach((language, file) -> {
            text(file, "exercise.files." + language);
            require(file.matches("[\\w.-]+") && file.endsWith(language.extension()),
                    "exercise.files." + language + ": '" + file + "' is not the name of a file "
                            + language.extension());
        });
    }

    private static void check(Question question, String at) {
        text(question.id(), at + ".id");
        text(question.text(), at + ".text");
        require(question.type() != null, at + ".type: is missing; use choice, number or text");
        require(question.step() >= 1, at + ".step: must be 1 or more");
        boolean choice = question.type() == Question.Type.CHOICE;
        require(!choice || question.choices().size() >= 2, at + ".choices: there must be two or more");
        require(choice || question.choices().isEmpty(),
                at + ".choices: only a question of type choice has them");
        each(question.choices(), at + ".choices", (text, there) -> text(text, there));
        require(question.labels().size() == question.choices().size(),
                at + ".labels: belong into the texts of a translation");
        require(question.from().isEmpty() || question.from().size() == question.choices().size()
                && question.from().equals(question.from().stream().sorted().toList()),
                at + ".from: must have an ascending number for each choice");
    }

    private static void check(Lesson.Diagnosis diagnosis, String at) {
        text(diagnosis.id(), at + ".id");
        text(diagnosis.when(), at + ".when");
        text(diagnosis.cause(), at + ".cause");
        text(diagnosis.hint(), at + ".hint");
        each(diagnosis.checks(), at + ".checks", (check, there) -> text(check, there));
    }

    /** A check of a value at a place such as {@code questions[2]}. */
    @FunctionalInterface
    private interface Check<T> {
        void of(T value, String at);
    }

    private static <T> void each(List<T> values, String at, Check<T> check) {
        for (int i = 0; i < values.size(); i++) {
            String there = at + "[" + i + "]";
            require(values.get(i) != null, there + ": is null");
            check.of(values.get(i), there);
        }
    }

    private static <T> void unique(List<T> values, String at, Function<T, String> id) {
        Set<String> seen = new HashSet<>();
        values.forEach(value -> require(seen.add(id.apply(value)),
                at + ": the id '" + id.apply(value) + "' is used twice"));
    }

    private static void text(String value, String at) {
        require(value != null && !value.isBlank(), at + ": is missing or empty");
        require(PrintableText.escapeControls(value).equals(value),
                at + ": must be one line without control characters and invisible ones");
    }

    private static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException(complaint);
        }
    }

    /** Reads constants as they are printed; gson would take an unknown one for null. */
    private static final class Constants<E extends Enum<E>> extends TypeAdapter<E> {
        private final List<E> constants;

        private Constants(List<E> constants) {
            this.constants = constants;
        }

        @Override
        public E read(JsonReader in) throws IOException {
            String path = name(in.getPath());
            String name = in.nextString();
            return constants.stream().filter(constant -> constant.toString().equals(name)).findFirst()
                    .orElseThrow(() -> new JsonParseException(path + ": '" + name + "' is none of "
                            + String.join(", ", constants.stream().map(Enum::toString).toList())));
        }

        @Override
        public void write(JsonWriter out, E value) throws IOException {
            out.value(value == null ? null : value.toString());
        }
    }

    private static final class MeasureAdapter extends TypeAdapter<Measure> {
        @Override
        public Measure read(JsonReader in) throws IOException {
            String path = name(in.getPath());
            if (in.peek() == JsonToken.STRING) {
                return new Measure.Block(in.nextString());
            }
            JsonElement element = GSON.fromJson(in, JsonElement.class);
            Measure.Command command = element.isJsonObject() ? GSON.fromJson(element, Measure.Command.class)
                    : null;
            if (command == null || command.command() == null || command.path() == null) {
                throw new JsonParseException(
                        path + ": is neither the id of a measure block nor an object with command and path");
            }
            return command;
        }

        @Override
        public void write(JsonWriter out, Measure value) throws IOException {
            switch (value) {
                case null -> out.nullValue();
                case Measure.Block(var id) -> out.value(id);
                case Measure.Command(var command, var path) -> out.beginObject().name("command")
                        .value(command).name("path").value(path).endObject();
            }
        }
    }
}
