package netkit.lesson.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import netkit.rooms.RoomEvent;

/** Compares printed events of rooms with the right ones: for each room in order, whatever comes between. */
final class EventComparison {
    private static final String RECIPIENT = "to ";
    private static final Pattern NUMBER = Pattern.compile("(\\w)\\.\\d+");

    private final List<RoomEvent> right;

    EventComparison(List<RoomEvent> right) {
        this.right = right;
    }

    /** @param lines of the answer; the recipients among them are left alone */
    Optional<RoomSession.Wrong> wrong(List<String> lines) {
        List<String> printed = lines.stream().filter(line -> !line.startsWith(RECIPIENT)).toList();
        Set<String> rooms = new LinkedHashSet<>();
        right.forEach(event -> rooms.add(event.room()));
        printed.forEach(line -> rooms.add(room(line)));
        return rooms.stream().flatMap(room -> wrong(room, printed).stream()).findFirst();
    }

    private Optional<RoomSession.Wrong> wrong(String room, List<String> printed) {
        List<String> wanted = right.stream().filter(event -> event.room().equals(room))
                .map(RoomEvent::toString).toList();
        List<String> found = printed.stream().filter(line -> room(line).equals(room)).toList();
        if (found.equals(wanted)) {
            return Optional.empty();
        }
        List<String> missing = without(wanted, found);
        List<String> extra = without(found, wanted);
        Set<String> rooms = Set.of(room);
        if (!missing.isEmpty()) {
            String line = missing.getFirst();
            Optional<String> other = printed.stream().filter(one -> !one.equals(line)
                    && unnumbered(one).equals(unnumbered(line))).findFirst();
            return Optional.of(other.isPresent()
                    ? new RoomSession.Wrong("id",
                            "\"" + other.get() + "\" names another id than \"" + line + "\"", rooms, false)
                    : new RoomSession.Wrong("missing " + kind(line), "\"" + line + "\" is missing", rooms,
                            true));
        }
        if (!extra.isEmpty()) {
            String line = extra.getFirst();
            return Optional.of(new RoomSession.Wrong("extra " + kind(line), "\"" + line + "\" "
                    + (wanted.contains(line) ? "was printed twice" : "should not be there"), rooms, false));
        }
        return Optional.of(new RoomSession.Wrong("order", "\"" + wanted.getFirst() + "\" comes before \""
                + wanted.getLast() + "\"", rooms, false));
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> left = new ArrayList<>(all);
        others.forEach(left::remove);
        return left;
    }

    private static String unnumbered(String line) {
        return NUMBER.matcher(line).replaceAll("$1");
    }

    private static String kind(String line) {
        return line.substring(0, line.indexOf(' '));
    }

    private static String room(String line) {
        return line.split(" ")[1];
    }
}
