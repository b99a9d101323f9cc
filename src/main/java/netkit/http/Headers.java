package netkit.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The header fields of a message in their order; names are compared without case (RFC 9110 §5.1). */
public record Headers(List<Field> fields) {
    /** One header line. */
    public record Field(String name, String value) {}

    public static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    /** A quoted-string (RFC 9110 §5.6.4). */
    static final String QUOTED = "\"[\\t !#-\\[\\]-~\\x80-\\xFF]*+(?:\\\\[\\t -~\\x80-\\xFF][\\t !#-\\[\\]-~\\x80-\\xFF]*+)*+\"";
    public static final Headers NONE = new Headers(List.of());

    public Headers {
        fields = List.copyOf(fields);
    }

    /** @param namesAndValues alternating names and values */
    public static Headers of(String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(fields);
    }

    public Headers with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(more);
    }

    /** The values of all lines of that name, in their order. */
    public List<String> all(String name) {
        return fields.stream().filter(field -> field.name.equalsIgnoreCase(name)).map(Field::value).toList();
    }

    /** The value of the first line of that name. */
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    /** The elements of a comma list, which may be spread over several lines (RFC 9110 §5.6.1); empty elements are ignored. */
    public List<String> list(String name) {
        List<String> elements = new ArrayList<>();
        for (String value : all(name)) {
            for (String element : splitOutsideQuotes(value)) {
                if (!element.isBlank()) {
                    elements.add(element.strip());
                }
            }
        }
        return elements;
    }

    private static List<String> splitOutsideQuotes(String value) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(value.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(value.substring(start));
        return parts;
    }

    /** Whether the text is a token (RFC 9110 §5.6.2). */
    public static boolean isToken(String text) {
        return text.matches(TOKEN);
    }

    /** Whether they announce a body that is not empty (RFC 9112 §6). */
    public boolean announceBody() {
        return !all("Transfer-Encoding").isEmpty()
                || all("Content-Length").stream().anyMatch(length -> !length.equals("0"));
    }

    /** Whether a comma list has the element, ignoring case, as in {@code Connection: keep-alive, Upgrade}. */
    public boolean lists(String name, String element) {
        return list(name).stream()
                .anyMatch(one -> one.toLowerCase(Locale.ROOT).equals(element.toLowerCase(Locale.ROOT)));
    }

    void appendTo(StringBuilder text) {
        fields.forEach(field -> text.append(field.name).append(": ").append(field.value).append("\r\n"));
        text.append("\r\n");
    }
}
