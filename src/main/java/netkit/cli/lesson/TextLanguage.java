package netkit.cli.lesson;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.lesson.Lessons;
import netkit.net.PrintableText;

/**
 * The language in which texts of lessons are shown: of {@code --lang}, or of {@link #VARIABLE}. The locale of the terminal
 * does not choose it, since netkit itself speaks English, and a class is to read the same words on all of its laptops.
 */
final class TextLanguage {
    static final String VARIABLE = "NETKIT_LANG";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--lang", paramLabel = "LANGUAGE",
            description = "Language of the lesson's texts, such as de; what is not translated is shown in English"
                    + " (default: that of the variable NETKIT_LANG, or en).")
    String typed;

    /**
     * Returns the lessons in this language.
     *
     * @throws ParameterException if nothing is translated into it
     */
    Lessons of(Lessons lessons) throws IOException {
        String variable = System.getenv(VARIABLE);
        String wanted = typed != null ? typed
                : variable == null || variable.isBlank() ? Lessons.ENGLISH : variable;
        Set<String> languages = lessons.languages();
        return lessons.in(find(wanted, languages).orElseThrow(() -> new ParameterException(spec.commandLine(),
                (typed != null ? "--lang" : VARIABLE) + ": there are no texts in '"
                        + PrintableText.escapeControls(wanted)
                        + "'; there are "
                        + String.join(", ", languages))));
    }

    /** Finds a language by its tag (RFC 5646), or by the name of a locale: also {@code de-AT} and {@code de_DE.UTF-8} are {@code de}. */
    static Optional<String> find(String wanted, Set<String> languages) {
        String primary = wanted.strip().toLowerCase(Locale.ROOT).split("[-_.@]", 2)[0];
        return Optional.of(primary).filter(languages::contains);
    }

    /** Returns a command of netkit, which says the same language if that was typed. */
    String in(String command) {
        return typed == null ? command : command + " --lang " + ShellWord.of(typed);
    }

    /** Returns this option as it was typed, for another command. */
    List<String> words() {
        return typed == null ? List.of() : List.of("--lang", typed);
    }
}
