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

/**
 * The command-line notation of events: a name followed by JSON values, separated by blanks; {@code <01 ff>} are bytes.
 */
final class SioArguments {
    private static final String BARE_NAME = "[^\\s\"<\\[{][^\\s]*";
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private SioArguments() {}

    /** Thrown when a typed line cannot be parsed; the message says why in one line. */
    static final class SyntaxException extends Exception {
        private static final long serialVersionUID = 1L;

        SyntaxException(String message) {
            super(message);
        }
    }

    /** An event to emit. */
    record TypedEvent(String event, Object[] args) {}

    /**
     * Parses an event.
     *
     * @param text the event's name, quoted if it contains blanks, and its arguments
     */
    static TypedEvent parse(String text) throws SyntaxException {
        List<String> pieces = split(text);
        if (pieces.isEmpty()) {
            throw new SyntaxException("missing event name");
        }
        String name = name(pieces.getFirst());
        List<Object> args = new ArrayList<>();
        for (String piece : pieces.subList(1, pieces.size())) {
            args.add(piece.startsWith("<") ? bytes(piece) : json(piece));
        }
        return new TypedEvent(name, args.toArray());
    }

    /**
     * Parses event names.
     *
     * @param text the names, separated by blanks
     */
    static List<String> parseNames(String text) throws SyntaxException {
        List<String> names = new ArrayList<>();
        for (String piece : split(text)) {
            names.add(name(piece));
        }
        return names;
    }

    private static String name(String piece) throws SyntaxException {
        if (piece.startsWith("\"")) {
            return json(piece).getAsString();
        }
        if (!piece.matches(BARE_NAME)) {
            throw new SyntaxException("expected an event name first, not " + shown(piece));
        }
        return piece;
    }

    /** Splits at blanks outside strings, arrays, objects and {@code <…>}. */
    private static List<String> split(String text) throws SyntaxException {
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
            throw new SyntaxException("missing closing quotation mark in " + shown(piece.toString()));
        }
        if (!piece.isEmpty()) {
            pieces.add(piece.toString());
        }
        return pieces;
    }

    /** Parses JSON strictly (RFC 8259). */
    static JsonElement json(String text) throws SyntaxException {
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() == JsonToken.END_DOCUMENT) {
                return value;
            }
        } catch (IOException | JsonParseException _) {
            // reported below
        }
        throw new SyntaxException(
                shown(text) + " is not JSON: write \"hello\" for a string, or 42, true, [1,2], {\"a\":1};"
                        + " <01 ff> for bytes");
    }

    private static byte[] bytes(String text) throws SyntaxException {
        try {
            return HexFormat.of().parseHex(text.substring(1).replaceFirst(">$", "").replaceAll("\\s", ""));
        } catch (IllegalArgumentException _) {
            throw new SyntaxException(
                    shown(text) + " is not a byte sequence: write bytes in hex, such as <01 ff>");
        }
    }

    private static String shown(String text) {
        return "'" + PrintableText.escapeControls(text.length() > 40 ? text.substring(0, 40) + "…" : text)
                + "'";
    }

    /** Returns an event in the notation in which it is typed: {@code message-back "hello" 42}. */
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

    /** Returns a value as printed with {@code --json}; bytes become {@code {"hex":"01ff"}}. */
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
