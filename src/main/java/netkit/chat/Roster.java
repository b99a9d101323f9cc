package netkit.chat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names and rooms of a chat that a client knows, for completion. It learns them from the lines received, and from
 * queries of its own, whose replies are not shown.
 */
public final class Roster {
    private static final Pattern WELCOME = Pattern.compile("\\* your id is .*");
    private static final Pattern MESSAGE = Pattern.compile("\\[([^]]+)] ([^ :]+): .*");
    private static final Pattern MEMBERS = Pattern.compile("\\* in \\S+: (.*)");
    private static final Pattern CONTINUED = Pattern.compile("\\*   (.*)");
    private static final Pattern NO_MEMBERS = Pattern.compile("! you are in no room; /who .*");
    private static final Pattern ROOMS = Pattern.compile("\\* (?:rooms: (.*)|there are no rooms)");
    private static final Pattern OWN_ROOMS = Pattern.compile("\\* you are in: .*");

    private Set<String> names = new TreeSet<>();
    private Set<String> rooms = new TreeSet<>();
    private boolean knownServer;
    private int repliesDue;
    /** The list whose lines are arriving, and what takes it when it is complete; null for none. */
    private Set<String> list;
    private Consumer<Set<String>> complete;
    /** Who spoke since the list began. */
    private final Set<String> heard = new TreeSet<>();
    /** Whether it is the reply to a query. */
    private boolean hidden;

    /** The bytes of the queries, for the server; none when it is not this chat, or has yet to answer the last ones. */
    public synchronized byte[] queries() {
        if (!knownServer || repliesDue > 0) {
            return new byte[0];
        }
        repliesDue = 3; // one list for /who and two for /rooms
        return (ChatCommand.Word.WHO.typed() + "\n" + ChatCommand.Word.ROOMS.typed() + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Learns from a line received.
     *
     * @return whether the line is to be shown, since it is not the reply to a query
     */
    public synchronized boolean learn(String line) {
        if (WELCOME.matcher(line).matches()) {
            knownServer = true;
            return true;
        }
        Matcher message = MESSAGE.matcher(line);
        if (message.matches()) {
            names.add(message.group(2));
            heard.add(message.group(2));
            return true;
        }
        Matcher members = MEMBERS.matcher(line);
        Matcher allRooms = ROOMS.matcher(line);
        Matcher continued = CONTINUED.matcher(line);
        if (members.matches()) {
            return begin(this::setNames, members.group(1));
        } else if (allRooms.matches()) {
            return begin(known -> rooms = known, allRooms.group(1) == null ? "" : allRooms.group(1));
        } else if (OWN_ROOMS.matcher(line).matches() || NO_MEMBERS.matcher(line).matches()) {
            return begin(_ -> {}, line);
        } else if (list != null && continued.matches()) {
            return add(continued.group(1));
        }
        return true;
    }

    private boolean begin(Consumer<Set<String>> whenComplete, String items) {
        list = new TreeSet<>();
        heard.clear();
        complete = whenComplete;
        hidden = repliesDue > 0;
        return add(items);
    }

    private void setNames(Set<String> all) {
        names = all;
        names.addAll(heard);
    }

    /** Takes the names from {@code ann (you), bob} or {@code lobby (3), java (1),}; returns whether to show the line. */
    private boolean add(String items) {
        for (String item : items.split(", ?")) {
            list.add(item.split(" ")[0]);
        }
        list.remove("");
        if (!ChatList.isContinued(items)) {
            complete.accept(list);
            list = null;
            if (hidden) {
                repliesDue--;
                notifyAll();
            }
        }
        return !hidden;
    }

    /** Waits for the answers to our queries, for a while. */
    public synchronized void awaitReplies(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (repliesDue > 0 && deadline - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
        }
    }

    /** Returns the completions of the last of the words typed so far, which may be incomplete. */
    public synchronized Collection<String> candidates(List<String> words) {
        if (words.size() <= 1) {
            return List.of(ChatCommand.Word.values()).stream().map(ChatCommand.Word::typed).toList();
        }
        String command = words.getFirst();
        if (words.size() > 2) {
            return List.of();
        }
        for (ChatCommand.Word word : ChatCommand.Word.values()) {
            if (word.typed().equals(command)) {
                return switch (word) {
                    case MSG -> List.copyOf(names);
                    case JOIN, LEAVE, TO, WHO -> List.copyOf(rooms);
                    case EVENTS -> List.of("on", "off");
                    case NICK, ROOMS, HELP, QUIT -> List.of();
                };
            }
        }
        return List.of();
    }
}
