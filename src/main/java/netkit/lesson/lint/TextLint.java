package netkit.lesson.lint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import netkit.lesson.Glossary;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.LessonText;

/** Checks the pages of a lesson: its parts, its links, its commands and its words. */
final class TextLint {
    /** What every lesson has, and how it is recognised. */
    private static final Map<String, Pattern> PARTS = parts();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE_SPAN = Pattern.compile("`(netkit [^`]+)`");
    private static final Pattern TYPED = Pattern.compile("(?m)^\\$ (.*\\bnetkit .*)$");
    private static final List<String> HINTS = List.of("Look", "Think", "Nearly");
    private static final String OWN_WORDS = "Say it in your own words";

    private final LessonFolder folder;
    private final Lesson lesson;
    private final Glossary glossary;
    private final Function<List<String>, Optional<String>> commands;
    private final Complaints complaints;

    /** @param commands returns what is wrong with the arguments of netkit, if something is */
    TextLint(LessonFolder folder, Lesson lesson, Glossary glossary,
            Function<List<String>, Optional<String>> commands, Complaints complaints) {
        this.folder = folder;
        this.lesson = lesson;
        this.glossary = glossary;
        this.commands = commands;
        this.complaints = complaints;
    }

    private static Map<String, Pattern> parts() {
        Map<String, Pattern> parts = new LinkedHashMap<>();
        parts.put("the question: **The question:** …", Pattern.compile("(?m)^\\*\\*The question:\\*\\*"));
        parts.put("a prediction: a heading ## … Predict: …", Pattern.compile("(?m)^## .*Predict"));
        parts.put("something to run: a block ```console 1",
                Pattern.compile("(?m)^```(console \\d|sh)"));
        parts.put("what to look at: **Look:** …", Pattern.compile("\\*\\*Look\\b"));
        parts.put("the misconception: **The misconception: …**",
                Pattern.compile("(?m)^\\*\\*The misconception"));
        parts.put("## " + OWN_WORDS, Pattern.compile("(?m)^## " + OWN_WORDS));
        return parts;
    }

    void run() throws IOException {
        if (!folder.has(LessonFolder.TEXT)) {
            complaints.add(folder.place(LessonFolder.TEXT), "is missing");
            return;
        }
        String place = folder.place(LessonFolder.TEXT);
        String markdown = folder.text(LessonFolder.TEXT);
        LessonText text = folder.lessonText();
        PARTS.forEach((part, pattern) -> complaints.require(pattern.matcher(markdown).find(), place,
                "has not " + part));
        String title = "# %02d · %s".formatted(lesson.number(), lesson.title());
        complaints.require(markdown.startsWith(title + "\n"), place, "must begin with: " + title);
        complaints.require(!lesson.hasExercise()
                || markdown.contains("\n## Exercise: " + lesson.exercise().name() + "\n"), place,
                "has not the exercise: ## Exercise: "
                        + (lesson.hasExercise() ? lesson.exercise().name() : ""));
        lesson.questions().forEach(question -> complaints.require(
                question.step() <= text.steps().size(), folder.place(LessonFolder.JSON),
                "question '" + question.id() + "' is asked before step " + question.step()
                        + ", but there are " + text.steps().size()));
        terms(markdown);
        for (String page : List.of(LessonFolder.TEXT, LessonFolder.HINTS, LessonFolder.TEACHER)) {
            if (folder.has(page)) {
                links(page, folder.text(page));
                commands(page, folder.text(page));
            }
        }
        if (lesson.hasExercise()) {
            hints();
        }
    }

    private void terms(String markdown) {
        String lower = markdown.toLowerCase(java.util.Locale.ROOT);
        for (String term : lesson.terms()) {
            complaints.require(glossary.find(term).isPresent(), folder.place(LessonFolder.JSON),
                    "the term '" + term + "' is not in the glossary");
            complaints.require(lower.contains(term.toLowerCase(java.util.Locale.ROOT)),
                    folder.place(LessonFolder.TEXT), "does not use the term '" + term + "'");
        }
    }

    private void links(String page, String markdown) throws IOException {
        List<String> links = LINK.matcher(markdown).results().map(found -> found.group(1)).toList();
        for (String link : links) {
            String file = link.replaceFirst("#.*", "");
            if (!link.contains("://") && !file.isEmpty()) {
                complaints.require(folder.hasLinked(file), folder.place(page),
                        "the link '" + link + "' leads nowhere");
            }
        }
    }

    private void commands(String page, String markdown) {
        List<String> typed = new ArrayList<>();
        TYPED.matcher(markdown).results().forEach(found -> typed.add(found.group(1)));
        CODE_SPAN.matcher(markdown.replaceAll("(?ms)^```.*?^```$", "")).results()
                .forEach(found -> typed.add(found.group(1)));
        for (String line : typed) {
            for (List<String> words : ShellLine.netkitCommands(line)) {
                commands.apply(words).ifPresent(problem -> complaints.add(folder.place(page),
                        "'netkit " + String.join(" ", words) + "': " + problem));
            }
        }
    }

    private void hints() throws IOException {
        List<String> tiers = folder.hints().stream().map(
                hint -> hint.lines().findFirst().orElse("").replaceFirst("^## ", "").strip()).toList();
        complaints.require(tiers.equals(HINTS), folder.place(LessonFolder.HINTS),
                "must have three tiers: ## Look, ## Think, ## Nearly"
                        + (tiers.isEmpty() ? "" : "; it has " + String.join(", ", tiers)));
        List<String> empty = folder.hints().stream().filter(hint -> hint.lines().skip(1)
                .allMatch(String::isBlank)).toList();
        complaints.require(empty.isEmpty(), folder.place(LessonFolder.HINTS), "has an empty tier");
    }
}
