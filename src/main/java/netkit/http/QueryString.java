package netkit.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Encodes and decodes the query of a URL, names and values percent-encoded (URL Standard §5.1). */
public final class QueryString {
    private static final String PLAIN = "*-._";

    private QueryString() {}

    /** Returns the values by name, of several with one name the last. Invalid percent-encoding is taken literally. */
    public static Map<String, String> decode(String query) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals >= 0) {
                values.put(decodePart(pair.substring(0, equals)), decodePart(pair.substring(equals + 1)));
            } else if (!pair.isEmpty()) {
                values.put(decodePart(pair), "");
            }
        }
        return values;
    }

    private static String decodePart(String part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%' && i + 2 < part.length() && Character.digit(part.charAt(i + 1), 16) >= 0
                    && Character.digit(part.charAt(i + 2), 16) >= 0) {
                bytes.write(Integer.parseInt(part, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c == '+' ? ' ' : c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    public static String encode(Map<String, String> values) {
        return values.entrySet().stream()
                .map(one -> encodePart(one.getKey()) + "=" + encodePart(one.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encodePart(String part) {
        StringBuilder encoded = new StringBuilder();
        for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (one & 0xFF);
            if (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
                    || PLAIN.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append("%%%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}
