package netkit.lesson;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A language in which an exercise has a start file: a programming language, or plain text. */
public enum Language {
    JAVA(".java"), PYTHON(".py"), JAVASCRIPT(".js"),
    /** A table of choices, which is no program. */
    TEXT(".txt");

    private final String extension;

    Language(String extension) {
        this.extension = extension;
    }

    /** Returns the end of the names of its files, such as {@code .py}. */
    public String extension() {
        return extension;
    }

    /** Returns the language in which a file is written, by its extension. */
    public static Optional<Language> of(String fileName) {
        return Arrays.stream(values()).filter(language -> fileName.endsWith(language.extension)).findFirst();
    }

    /** Returns the name as it is typed and stands in files, such as {@code java}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
