package netkit.lesson;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import netkit.net.PrintableText;

/**
 * The text of a lesson, {@code lesson.md}: a title, an introduction with the question, and steps, which are its sections.
 *
 * @param introduction what stands before the first step, without the title
 */
public record LessonText(String title, String introduction, List<Step> steps) {
    private static final Pattern TITLE = Pattern.compile("(?s)# (?:\\d+ · )?(.*)");
    private static final Pattern HEADING = Pattern.compile("(?s)## (?:(\\d+)\\. )?(.*)");
    private static final Pattern SECTION = Pattern.compile("(?m)^(?=## )");

    /**
     * A section.
     *
     * @param number its place, from 1
     * @param title without the number
     * @param markdown with the heading
     */
    public record Step(int number, String title, String markdown) {}

    static LessonText parse(String markdown) {
        List<String> parts = parts(markdown);
        String first = parts.getFirst();
        Matcher title = TITLE.matcher(first.lines().findFirst().orElse(""));
        List<String> sections = parts.subList(1, parts.size());
        List<Step> steps = Stream.iterate(0, i -> i < sections.size(), i -> i + 1)
                .map(i -> step(i + 1, sections.get(i))).toList();
        return new LessonText(title.matches() ? PrintableText.escapeControls(title.group(1)) : "",
                first.lines().skip(1).reduce("", (text, line) -> text + line + "\n").strip() + "\n", steps);
    }

    private static Step step(int number, String markdown) {
        Matcher heading = HEADING.matcher(markdown.lines().findFirst().orElse(""));
        return new Step(number, heading.matches() ? PrintableText.escapeControls(heading.group(2)) : "",
                markdown);
    }

    /** Returns the sections of a page, each with its heading {@code ## …}; what stands before them is left out. */
    public static List<String> sections(String markdown) {
        List<String> parts = parts(markdown);
        return parts.subList(1, parts.size());
    }

    /** Splits at headings of the second level; a line in a block of code, such as {@code ## comment}, is none. */
    private static List<String> parts(String markdown) {
        String marked = mask(markdown);
        List<Integer> starts = SECTION.matcher(marked).results().map(found -> found.start()).toList();
        int[] ends = Stream.concat(starts.stream(), Stream.of(markdown.length())).mapToInt(end -> end)
                .toArray();
        int[] begins = Stream.concat(Stream.of(0), starts.stream()).mapToInt(begin -> begin).toArray();
        return Stream.iterate(0, i -> i < begins.length, i -> i + 1)
                .map(i -> markdown.substring(begins[i], ends[i])).toList();
    }

    /** Returns a text of the same length, in which the lines of blocks of code are blank. */
    private static String mask(String markdown) {
        StringBuilder masked = new StringBuilder();
        boolean inBlock = false;
        for (String line : Arrays.asList(markdown.split("(?<=\n)"))) {
            boolean fence = line.startsWith("```");
            masked.append(inBlock || fence ? " ".repeat(line.length()) : line);
            inBlock ^= fence;
        }
        return masked.toString();
    }

    /** Finds a step by its number. */
    public Optional<Step> step(int number) {
        return steps.stream().filter(step -> step.number() == number).findFirst();
    }
}
