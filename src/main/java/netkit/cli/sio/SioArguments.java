package netkit.cli.sio;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;

import netkit.net.PrintableText;
import netkit.socketio.Arguments;

/** Events as they are typed and shown: a name, and JSON values with blanks between them; {@code <01 ff>} are bytes. */
final class SioArguments {
    private static final String BARE_NAME = "[^\\s\"<\\[{][^\\s]*";
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private SioArguments() {}

    /** What was typed cannot be sent; says in one line why. */
    static final class NotUnderstood extends Exception {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String message) {
            super(message);
        }
    }

    /** What to emit. */
    record Typed(String event, Object[] args) {}

    /** @param text an event's name, in quotation marks when it has blanks, and its arguments */
    static Typed parse(String text) throws NotUnderstood {
        List<String> pieces = split(text);
        if (pieces.isEmpty()) {
            throw new NotUnderstood("the name of an event is missing");
        }
        String name = name(pieces.getFirst());
        List<Object> args = new ArrayList<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            args.add(piece.startsWith("<") ? bytes(piece) : json(piece));
        }
        return new Typed(name, args.toArray());
    }

    /** @param text names of events, with blanks between them */
    static List<String> parseNames(String text) throws NotUnderstood {
        List<String> names = new ArrayList<>();
        for (String piece : split(text)) {
            names.add(name(piece));
        }
        return names;
    }

    private static String name(String piece) throws NotUnderstood {
        if (piece.startsWith("\"")) {
            return json(piece).getAsString();
        }
        if (!piece.matches(BARE_NAME)) {
            throw new NotUnderstood("the name of an event comes first, and not " + shown(piece));
        }
        return piece;
    }

    /** Cuts at blanks that are in no string, array, object or {@code <…>}. */
    private static List<String> split(String text) throws NotUnderstood {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\' && i + 1 < text.length()) {
                    piece.append(c);
                    c = text.charAt(++i);
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if ("[{<".indexOf(c) >= 0) {
                depth++;
            } else if ("]}>".indexOf(c) >= 0) {
                depth--;
            } else if (depth <= 0 && Character.isWhitespace(c)) {
                if (!piece.isEmpty()) {
                    pieces.add(piece.toString());
                    piece.setLength(0);
                }
                continue;
            }
            piece.append(c);
        }
        if (quoted) {
            throw new NotUnderstood("a quotation mark is missing at the end of " + shown(piece.toString()));
        }
        if (!piece.isEmpty()) {
            pieces.add(piece.toString());
        }
        return pieces;
    }

    /** Strictly as RFC 8259 has it. */
    static JsonElement json(String text) throws NotUnderstood {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT) {
                return value;
            }
        } catch (IOException | JsonParseException _) {
            // told below
        }
        throw new NotUnderstood(
                shown(text) + " is not JSON: write \"hello\" for a text, or 42, true, [1,2], {\"a\":1};"
                        + " <01 ff> for bytes");
    }

    private static byte[] bytes(String text) throws NotUnderstood {
        try {
            return HexFormat.of().parseHex(text.substring(1).replaceFirst(">$", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException _) {
            throw new NotUnderstood(shown(text) + " are no bytes: write them in hex, such as <01 ff>");
        }
    }

    private static String shown(String text) {
        return "'" + PrintableText.escapeControls(text.length() > 40 ? text.substring(0, 40) + "…" : text)
                + "'";
    }

    /** As it is typed, too: {@code message-back "hello" 42}. */
    static String event(String name, List<Object> args) {
        String first = name.matches(BARE_NAME) ? PrintableText.escapeControls(name) : value(name);
        return args.isEmpty() ? first : first + " " + values(args);
    }

    static String values(List<Object> args) {
        return args.stream().map(SioArguments::value).collect(Collectors.joining(" "));
    }

    private static String value(Object value) {
        if (value instanceof byte[] bytes) {
            return "<" + HEX.formatHex(bytes) + ">";
        }
        String list = new Arguments(Collections.singletonList(value)).toString();
        return PrintableText.escapeControls(list.substring(1, list.length() - 1));
    }

    /** For {@code --json}; bytes become {@code {"hex":"01ff"}}. */
    static JsonElement json(Object value) {
        return switch (value) {
            case null -> JsonNull.INSTANCE;
            case Boolean flag -> new JsonPrimitive(flag);
            case Number number -> new JsonPrimitive(number);
            case byte[] bytes -> {
                JsonObject hex = new JsonObject();
                hex.addProperty("hex", HexFormat.of().formatHex(bytes));
                yield hex;
            }
            case List<?> list -> {
                JsonArray array = new JsonArray(list.size());
                list.forEach(element -> array.add(json(element)));
                yield array;
            }
            case Map<?, ?> map -> {
                JsonObject object = new JsonObject();
                map.forEach((key, element) -> object.add(String.valueOf(key), json(element)));
                yield object;
            }
            default -> new JsonPrimitive(value.toString());
        };
    }
}
