package netkit.lesson.lint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.LessonText;
import netkit.lesson.Question;
import netkit.lesson.Translation;
import netkit.lesson.check.Check;

/**
 * Compares the texts of a lesson in another language with the English ones: each must belong to something, and must say the
 * same numbers, code and commands. What is not translated is no fault, since it is shown in English.
 */
final class TranslationLint {
    private static final Pattern NUMBER = Pattern.compile("\\d(?:[.,]?\\d)*");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}\\s]*}");
    /** A block of this kind is a drawing, whose words may be translated. */
    private static final String DRAWING = "text";
    /** What is left of a terminal's line beside the mark and the id of a check. */
    private static final int MOST_CHECK = 80 - "pass  ".length() - "  ".length();
    private static final int LEAST_ID = 14;

    private final LessonFolder english;
    private final LessonFolder translated;
    private final Complaints complaints;
    private final Complaints notes;
    private final String texts;
    /** Ids of what is not translated, by kind. */
    private final Map<String, List<String>> missing = new LinkedHashMap<>();

    /** @param notes what is not translated */
    TranslationLint(LessonFolder english, String language, Complaints complaints, Complaints notes) {
        this.english = english;
        translated = english.in(language);
        this.complaints = complaints;
        this.notes = notes;
        texts = path(LessonFolder.TRANSLATION);
    }

    /** Returns the files that a translation may consist of. */
    static List<String> files(String language) {
        return List.of(LessonFolder.TRANSLATION, LessonFolder.TEXT, LessonFolder.HINTS, LessonFolder.TEACHER)
                .stream().map(file -> language + "/" + file).toList();
    }

    private String path(String file) {
        return translated.language() + "/" + file;
    }

    /** @param checks of {@code checks.lab}; empty if it cannot be read */
    void run(Lesson lesson, List<Check> checks) throws IOException {
        Translation words;
        try {
            words = translated.translation();
        } catch (IOException e) {
            complaints.addLine(e.getMessage());
            return;
        }
        text("title", lesson.title(), words.title());
        lesson.questions().forEach(question -> question(question, words.questions().get(question.id())));
        lesson.diagnoses().forEach(diagnosis -> diagnosis(diagnosis, words.diagnoses().get(diagnosis.id())));
        checks.forEach(check -> check(check, words.checks().get(check.id())));
        unknown("question", words.questions().keySet(),
                lesson.questions().stream().map(Question::id).toList());
        unknown("diagnosis", words.diagnoses().keySet(),
                lesson.diagnoses().stream().map(Lesson.Diagnosis::id).toList());
        unknown("check", words.checks().keySet(), checks.stream().map(Check::id).toList());
        for (String page : List.of(LessonFolder.TEXT, LessonFolder.HINTS)) {
            if (!english.has(path(page))) {
                missing(page);
            } else if (english.has(page)) {
                page(page);
            }
        }
        if (english.has(path(LessonFolder.TEXT))) {
            heads(lesson);
        }
        if (!missing.isEmpty()) {
            notes.add(english.place(translated.language()),
                    "shown in English: " + missing.entrySet().stream()
                            .map(kind -> (kind.getKey() + " " + String.join(", ", kind.getValue())).strip())
                            .collect(Collectors.joining("; ")));
        }
    }

    private void unknown(String kind, Collection<String> ids, List<String> known) {
        ids.stream().filter(id -> !known.contains(id)).sorted().forEach(
                id -> complaints.add(english.place(texts), "there is no " + kind + " '" + id + "'"));
    }

    private void question(Question question, Translation.QuestionText words) {
        String what = "question " + question.id();
        if (words == null) {
            missing(what);
            return;
        }
        text(what, question.text(), words.text());
        if (words.choices().isEmpty() && !question.choices().isEmpty()) {
            missing("choices of " + what);
        } else if (words.choices().size() != question.choices().size()) {
            complaints.add(english.place(texts), what + ": has " + words.choices().size() + " choices, and "
                    + question.choices().size() + " in English");
        } else {
            IntStream.range(0, words.choices().size()).forEach(i -> text(
                    what + ", choice " + Question.letter(i), question.choices().get(i),
                    words.choices().get(i)));
        }
    }

    private void diagnosis(Lesson.Diagnosis diagnosis, Translation.Explanation words) {
        String what = "diagnosis " + diagnosis.id();
        if (words == null) {
            missing(what);
            return;
        }
        text("cause of " + what, diagnosis.cause(), words.cause());
        text("hint of " + what, diagnosis.hint(), words.hint());
    }

    private void check(Check check, String title) {
        text("check " + check.id(), check.title(), title);
        int room = MOST_CHECK - Math.max(LEAST_ID, check.id().length());
        complaints.require(title == null || title.codePointCount(0, title.length()) <= room,
                english.place(texts), "check " + check.id() + ": the title is longer than " + room
                        + " characters, and would be cut off");
    }

    private void text(String what, String original, String words) {
        if (words == null) {
            missing(what);
            return;
        }
        difference("the number", numbers(original), numbers(words), english.place(texts), what + ": ");
        difference("the code", found(CODE, original), found(CODE, words), english.place(texts), what + ": ");
        difference("the placeholder", found(PLACEHOLDER, original), found(PLACEHOLDER, words),
                english.place(texts), what + ": ");
    }

    /** @param what the id, after its kind */
    private void missing(String what) {
        int space = what.lastIndexOf(' ');
        missing.computeIfAbsent(what.substring(0, Math.max(0, space)), _ -> new ArrayList<>())
                .add(what.substring(space + 1));
    }

    /** Two languages separate digits in different ways: 65,536 is 65.536. */
    private static Set<String> numbers(String text) {
        return NUMBER.matcher(text).results().map(number -> number.group().replaceAll("[.,]", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(found.groupCount()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void difference(String kind, Set<String> original, Set<String> words, String place, String what) {
        original.stream().filter(one -> !words.contains(one))
                .forEach(one -> complaints.add(place, what + "lacks " + kind + " '" + one + "'"));
        words.stream().filter(one -> !original.contains(one)).forEach(
                one -> complaints.add(place, what + kind + " '" + one + "' is not in the English text"));
    }

    private void page(String name) throws IOException {
        String original = english.text(name);
        String words = translated.text(path(name));
        String place = english.place(path(name));
        int sections = LessonText.sections(original).size();
        complaints.require(LessonText.sections(words).size() == sections, place,
                "has " + LessonText.sections(words).size() + " sections, and " + sections + " in English");
        PageContent first = PageContent.of(original);
        PageContent second = PageContent.of(words);
        blocks(first.blocks(), second.blocks(), place);
        difference("the code", first.code(), second.code(), place, "");
        difference("the link to", first.links(), second.links().stream().map(TranslationLint::fromLesson)
                .collect(Collectors.toCollection(TreeSet::new)), place, "");
    }

    /** Returns a link of a translated page as the English one has it, which lies a folder higher. */
    private static String fromLesson(String link) {
        return link.startsWith("../") ? link.substring("../".length()) : link;
    }

    private void blocks(List<PageContent.Block> original, List<PageContent.Block> words, String place) {
        complaints.require(original.stream().map(PageContent.Block::kind).toList()
                .equals(words.stream().map(PageContent.Block::kind).toList()), place,
                "has not the blocks of the English page: " + kinds(original) + ", but " + kinds(words));
        IntStream.range(0, Math.min(original.size(), words.size()))
                .filter(i -> !original.get(i).kind().equals(DRAWING))
                .filter(i -> !original.get(i).equals(words.get(i))).findFirst()
                .ifPresent(
                        i -> complaints.add(place, "block " + (i + 1) + " is not that of the English page: "
                                + original.get(i).content().lines().findFirst().orElse("")));
    }

    private static String kinds(List<PageContent.Block> blocks) {
        Map<String, Long> counts = blocks.stream()
                .collect(Collectors.groupingBy(PageContent.Block::kind, java.util.TreeMap::new,
                        Collectors.counting()));
        return counts.entrySet().stream().map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private void heads(Lesson lesson) throws IOException {
        String page = translated.text(path(LessonFolder.TEXT));
        String title = "# %02d · %s".formatted(lesson.number(), translated.lesson().title());
        complaints.require(page.startsWith(title + "\n"), english.place(path(LessonFolder.TEXT)),
                "must begin with: " + title);
        complaints.require(!lesson.hasExercise() || page.lines().anyMatch(line -> line.startsWith("## ")
                && line.endsWith(": " + lesson.exercise().name())), english.place(path(LessonFolder.TEXT)),
                "has not the exercise: a heading '## …: "
                        + (lesson.hasExercise() ? lesson.exercise().name() : "") + "'");
    }
}
