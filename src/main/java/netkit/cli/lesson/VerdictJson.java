package netkit.cli.lesson;

import java.io.PrintWriter;
import java.util.Locale;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.lesson.Lesson;
import netkit.lesson.judge.CheckOutcome;
import netkit.lesson.judge.Verdict;

/** What {@code netkit lesson check --json} prints. */
final class VerdictJson {
    private static final int SCHEMA = 1;

    private VerdictJson() {}

    static void print(PrintWriter out, Lesson lesson, Verdict verdict) {
        JsonObject root = new JsonObject();
        root.addProperty("schema", SCHEMA);
        root.addProperty("lesson", lesson.id());
        root.addProperty("seed", verdict.seed());
        root.addProperty("through", verdict.isThrough());
        root.addProperty("passed", verdict.allPassed());
        JsonArray checks = new JsonArray();
        verdict.outcomes().forEach(outcome -> checks.add(check(outcome)));
        root.add("checks", checks);
        JsonArray left = new JsonArray();
        verdict.left().forEach(check -> left.add(check.id()));
        root.add("left", left);
        out.println(new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(root));
    }

    private static JsonObject check(CheckOutcome outcome) {
        JsonObject check = new JsonObject();
        check.addProperty("id", outcome.check().id());
        check.addProperty("core", outcome.check().core());
        check.addProperty("status", outcome.status().name().toLowerCase(Locale.ROOT));
        check.addProperty("millis", outcome.millis());
        outcome.failed().ifPresent(failed -> {
            check.addProperty("step", failed.step());
            check.addProperty("line", failed.line());
            check.addProperty("wrong", failed.message());
            check.addProperty("expected", failed.expected());
            check.addProperty("received", failed.received());
            check.addProperty("diagnosis", failed.diagnosis());
            check.addProperty("symptom", failed.symptom());
            check.addProperty("cause", failed.cause());
            check.addProperty("hint", failed.hint());
            check.add("ladder", lines(failed.ladder()));
            check.add("printed", lines(failed.printed()));
        });
        return check;
    }

    private static JsonArray lines(Iterable<String> lines) {
        JsonArray array = new JsonArray();
        lines.forEach(array::add);
        return array;
    }
}
