package netkit.cli.lesson;

import java.util.Arrays;
import java.util.Locale;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.lesson.Language;
import netkit.net.PrintableText;

/** The converter for the language of a program: {@code java}, {@code python} or {@code javascript}. */
final class ProgramLanguage implements ITypeConverter<Language> {
    @Override
    public Language convert(String text) {
        return Arrays.stream(Language.values())
                .filter(language -> language.toString().equals(text.toLowerCase(Locale.ROOT))).findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + PrintableText.escapeControls(text)
                        + "' is no language of programs here: use java, python or javascript;"
                        + " the language of texts is chosen with " + TextLanguage.VARIABLE));
    }
}
