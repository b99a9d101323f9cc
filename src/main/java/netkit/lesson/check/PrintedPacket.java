package netkit.lesson.check;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.socketio.JsonValues;

/**
 * A line about one packet: {@code ann client event namespace=/ id=13 data=["hello"]}.
 *
 * @param fields {@code namespace}, {@code id}, {@code attachments} and {@code data}, as far as the packet has them
 */
record PrintedPacket(String session, String sender, String type, Map<String, String> fields) {
    static final String NAMESPACE = "namespace";
    static final String ID = "id";
    static final String ATTACHMENTS = "attachments";
    static final String DATA = "data";
    private static final Pattern LINE = Pattern.compile("(\\S+) (client|server) (\\S+)(.*)");
    private static final Pattern FIELD = Pattern
            .compile("\\s+(?:(namespace|id|attachments)=(\\S*)|(data)=(.*))");

    /** Returns what a line says; empty if it is not of this form. */
    static Optional<PrintedPacket> of(String line) {
        Matcher match = LINE.matcher(line);
        if (!match.matches()) {
            return Optional.empty();
        }
        Map<String, String> fields = new LinkedHashMap<>();
        String rest = match.group(4);
        Matcher field = FIELD.matcher(rest);
        int at = 0;
        while (at < rest.length() && field.find(at) && field.start() == at) {
            boolean data = field.group(1) == null;
            if (fields.put(data ? DATA : field.group(1), data ? field.group(4) : field.group(2)) != null) {
                return Optional.empty();
            }
            at = field.end();
        }
        return rest.substring(at).isBlank()
                ? Optional.of(new PrintedPacket(match.group(1), match.group(2), match.group(3), fields))
                : Optional.empty();
    }

    /** Returns the line that a program must print. */
    String line() {
        StringBuilder line = new StringBuilder(session).append(' ').append(sender).append(' ').append(type);
        fields.forEach((name, value) -> line.append(' ').append(name).append('=').append(value));
        return line.toString();
    }

    boolean isOfSameStream(PrintedPacket other) {
        return session.equals(other.session) && sender.equals(other.sender);
    }

    /** Whether all is the same; JSON may be written in different ways. */
    boolean says(PrintedPacket other) {
        return isOfSameStream(other) && type.equals(other.type) && wrongField(other).isEmpty();
    }

    /** Returns the first field in which the other differs from this one, such as {@code id} or {@code id missing}. */
    Optional<String> wrongField(PrintedPacket other) {
        for (String name : new String[] {NAMESPACE, ID, ATTACHMENTS, DATA}) {
            String right = fields.get(name);
            String printed = other.fields.get(name);
            if (right == null && printed != null) {
                return Optional.of(name + " extra");
            }
            if (right != null && printed == null) {
                return Optional.of(name + " missing");
            }
            if (right != null && !isSame(name, right, printed)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(String name, String right, String printed) {
        if (right.equals(printed)) {
            return true;
        }
        return switch (name) {
            case DATA -> isSameJson(right, printed);
            case ATTACHMENTS -> right.equalsIgnoreCase(printed);
            default -> false;
        };
    }

    private static boolean isSameJson(String one, String other) {
        try {
            return JsonValues.parse(one).equals(JsonValues.parse(other));
        } catch (IOException _) {
            return false;
        }
    }
}
