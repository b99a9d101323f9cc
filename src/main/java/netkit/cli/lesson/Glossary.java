package netkit.cli.lesson;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The terms of {@code lessons/glossary.md}: each is a section, whose heading may name synonyms in parentheses. */
record Glossary(List<Term> terms) {
    private static final Pattern HEADING = Pattern.compile("([^(]+?)(?: \\((.+)\\))?");

    /**
     * A term and its explanation.
     *
     * @param synonyms other words for it, possibly none
     * @param markdown the section, with its heading
     */
    record Term(String name, List<String> synonyms, String markdown) {
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

    static Glossary read() throws IOException {
        List<Term> terms = new ArrayList<>();
        for (String section : Documents.glossary().split("(?m)^(?=## )")) {
            if (section.startsWith("## ")) {
                terms.add(term(section));
            }
        }
        return new Glossary(List.copyOf(terms));
    }

    private static Term term(String section) {
        Matcher heading = HEADING.matcher(Documents.title(section).substring("## ".length()));
        if (!heading.matches()) {
            throw new IllegalStateException("heading of the glossary: " + heading);
        }
        List<String> synonyms = heading.group(2) == null ? List.of() : List.of(heading.group(2).split(", "));
        return new Term(heading.group(1), synonyms, section);
    }

    /** Finds a term by its name or a synonym. */
    Optional<Term> find(String typed) {
        return terms.stream().filter(term -> term.isCalled(typed)).findFirst();
    }
}
