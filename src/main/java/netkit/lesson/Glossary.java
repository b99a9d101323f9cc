package netkit.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The terms of {@code lessons/glossary.md}: each is a section, whose heading may name synonyms in parentheses. */
public record Glossary(List<Term> terms) {
    private static final Pattern HEADING = Pattern.compile("([^(]+?)(?: \\((.+)\\))?");

    /**
     * A term and its explanation.
     *
     * @param synonyms other words for it, possibly none
     * @param markdown the section, with its heading
     */
    public record Term(String name, List<String> synonyms, String markdown) {
        private boolean isCalled(String typed) {
            return Stream.concat(Stream.of(name), synonyms.stream())
                    .anyMatch(word -> normalized(word).equals(normalized(typed)));
        }

        /** Case, blanks and punctuation make no difference: {@code tcp/ip model} is TCP/IP model, also in the plural. */
        private static String normalized(String word) {
            return word.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "").replaceFirst("(?<=[a-z]{3})s$",
                    "");
        }
    }

    /** @param markdown the text of {@code glossary.md} */
    public static Glossary parse(String markdown) {
        List<Term> terms = new ArrayList<>();
        LessonText.sections(markdown).forEach(section -> terms.add(term(section)));
        return new Glossary(List.copyOf(terms));
    }

    private static Term term(String section) {
        Matcher heading = HEADING.matcher(section.lines().findFirst().orElse("").substring("## ".length()));
        if (!heading.matches()) {
            throw new IllegalStateException("heading of the glossary: " + heading);
        }
        List<String> synonyms = heading.group(2) == null ? List.of() : List.of(heading.group(2).split(", "));
        return new Term(heading.group(1), synonyms, section);
    }

    /** Finds a term by its name or a synonym. */
    public Optional<Term> find(String typed) {
        return terms.stream().filter(term -> term.isCalled(typed)).findFirst();
    }
}
