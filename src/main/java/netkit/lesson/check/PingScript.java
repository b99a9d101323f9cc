package netkit.lesson.check;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import netkit.lab.script.LabSyntaxException;

/**
 * What the server and the network of the check {@code java pinger} do, and whether the program's report is right: 20 numbered
 * pings, of which some are lost, answered twice, or answered late. Without sockets and clock; not thread-safe.
 */
public final class PingScript {
    private static final int COUNT = 20;
    private static final Duration LATE = Duration.ofMillis(500);
    private static final Duration ENDLESS_INTERVAL = Duration.ofMillis(100);
    private static final Pattern PING = Pattern.compile("ping (0|[1-9]\\d{0,8})");
    private static final Pattern ANSWERED = Pattern.compile("(?m)^answered (\\d{1,9}) of " + COUNT + "\\s*$");
    private static final Pattern UNANSWERED = Pattern.compile("(?m)^no answer: (.*?)\\s*$");
    private static final List<String> FOREIGN = List.of("", "what?", "pong", "pong ", "pong x", "pong 99",
            "pong -1",
            "pong 1 2 3", "PONG", "\u0000\u0001\u00ff");

    /** What else comes. */
    enum Strays {
        /** Only answers. */
        NONE,
        /** Datagrams of the server that are no answers. */
        FOREIGN,
        /** Answers for lost pings, from another port. */
        OTHER_SENDER,
        /** Datagrams of the server that are no answers, until the program ends. */
        ENDLESS
    }

    /**
     * A datagram to the program.
     *
     * @param delay after the ping
     * @param stranger whether it comes from another port than the server's
     */
    public record Reply(Duration delay, byte[] bytes, boolean stranger) {}

    /**
     * What is wrong.
     *
     * @param field what it concerns, for the rules of diagnoses: {@code number}, {@code repeated} (sent twice),
     *        {@code datagram}, {@code source port}, {@code pings}, {@code report}, {@code order} (of the numbers), {@code lost} (reported as answered), {@code late} (reported as unanswered),
     *        {@code no answer} (answered at once and reported as unanswered), {@code answered} (the count) or {@code exit}
     * @param expected what should have come, on the wire or as a line of output
     * @param received what came
     * @param message one sentence
     */
    public record Problem(String field, byte[] expected, byte[] received, String message) {
        private static Problem of(String field, String expected, String received, String message) {
            return new Problem(field, expected.getBytes(StandardCharsets.ISO_8859_1),
                    received.getBytes(StandardCharsets.ISO_8859_1), message);
        }
    }

    private final SplittableRandom random;
    private final Strays strays;
    private final Set<Integer> lost = new TreeSet<>();
    private final Set<Integer> twice = new TreeSet<>();
    private final Set<Integer> late = new TreeSet<>();
    private final Set<Integer> received = new HashSet<>();
    private Optional<SocketAddress> sender = Optional.empty();
    private Optional<Problem> onTheWire = Optional.empty();

    private PingScript(SplittableRandom random, int lostCount, int twiceCount, int lateCount, Strays strays) {
        this.random = random;
        this.strays = strays;
        List<Integer> numbers = shuffled(random);
        lost.addAll(numbers.subList(0, lostCount));
        twice.addAll(numbers.subList(lostCount, lostCount + twiceCount));
        late.addAll(numbers.subList(lostCount + twiceCount, lostCount + twiceCount + lateCount));
        if (!lost.isEmpty() && !twice.isEmpty()) { // a duplicate mistaken for the next answer shows at the next loss
            int firstTwice = twice.iterator().next();
            int lastLost = ((TreeSet<Integer>) lost).last();
            if (lastLost < firstTwice) {
                lost.remove(lastLost);
                lost.add(firstTwice);
                twice.remove(firstTwice);
                twice.add(lastLost);
            }
        }
    }

    /**
     * Chooses which pings are lost, answered twice, and answered late, and sets the names {@code lost}, {@code late},
     * {@code twice} (numbers with blanks between) and {@code count} (of the lost ones), for the rules of diagnoses.
     *
     * @param options {@code lost}, {@code duplicates}, {@code late}: how many, 20 in all at most; {@code strays}: none,
     *        foreign, other-sender or endless
     * @throws LabSyntaxException if an option is unknown or its value does not fit
     */
    public static PingScript of(Map<String, String> options, Names names) {
        int lost = count(options, "lost");
        int duplicates = count(options, "duplicates");
        int late = count(options, "late");
        Strays strays = switch (options.getOrDefault("strays", "none")) {
            case "none" -> Strays.NONE;
            case "foreign" -> Strays.FOREIGN;
            case "other-sender" -> Strays.OTHER_SENDER;
            case "endless" -> Strays.ENDLESS;
            default -> throw new LabSyntaxException(1, "strays are none, foreign, other-sender or endless");
        };
        for (String option : options.keySet()) {
            if (!Set.of("lost", "duplicates", "late", "strays").contains(option)) {
                throw new LabSyntaxException(1,
                        "pinger has the options lost, duplicates, late and strays, not '" + option + "'");
            }
        }
        if (lost + duplicates + late > COUNT) {
            throw new LabSyntaxException(1, "lost, duplicates and late are more than " + COUNT + " in all");
        }
        PingScript script = new PingScript(names.random(), lost, duplicates, late, strays);
        names.set("lost", ascii(text(script.lost)));
        names.set("late", ascii(text(script.late)));
        names.set("twice", ascii(text(script.twice)));
        names.set("count", ascii(String.valueOf(lost)));
        return script;
    }

    private static int count(Map<String, String> options, String name) {
        String value = options.getOrDefault(name, "0");
        if (!value.matches("\\d{1,2}")) {
            throw new LabSyntaxException(1, name + " is a number of pings, not '" + value + "'");
        }
        return Integer.parseInt(value);
    }

    private static List<Integer> shuffled(SplittableRandom random) {
        List<Integer> numbers = new ArrayList<>(IntStream.rangeClosed(1, COUNT).boxed().toList());
        for (int i = numbers.size() - 1; i > 0; i--) {
            numbers.set(i, numbers.set(random.nextInt(i + 1), numbers.get(i)));
        }
        return numbers;
    }

    /** Returns what is sent to the program after this datagram of it. */
    public List<Reply> received(byte[] datagram, SocketAddress from) {
        Matcher ping = PING.matcher(new String(datagram, StandardCharsets.ISO_8859_1));
        if (!ping.matches()) {
            problem("datagram", "ping " + (received.size() + 1),
                    new String(datagram, StandardCharsets.ISO_8859_1),
                    "a datagram is not 'ping N'");
            return List.of();
        }
        int number = Integer.parseInt(ping.group(1));
        if (number < 1 || number > COUNT) {
            problem("number", "ping 1 to ping " + COUNT, ping.group(), "the numbers are 1 to " + COUNT);
            return List.of();
        }
        if (!received.add(number)) {
            problem("repeated", "each ping once", ping.group(), "ping " + number + " was sent twice");
            return List.of();
        }
        if (sender.isPresent() && !sender.get().equals(from)) {
            problem("source port", sender.get().toString(), from.toString(),
                    "ping " + number + " comes from another socket");
        }
        sender = Optional.of(sender.orElse(from));
        return replies(number);
    }

    private List<Reply> replies(int number) {
        List<Reply> replies = new ArrayList<>();
        byte[] pong = ascii("pong " + number);
        if (strays == Strays.FOREIGN) {
            replies.add(new Reply(Duration.ZERO, stray(), false));
        }
        if (lost.contains(number)) {
            if (strays == Strays.OTHER_SENDER) {
                replies.add(new Reply(Duration.ZERO, pong, true));
            }
            return replies;
        }
        replies.add(new Reply(late.contains(number) ? LATE : Duration.ZERO, pong, false));
        if (twice.contains(number)) {
            replies.add(new Reply(Duration.ZERO, pong, false));
        }
        return replies;
    }

    /** Returns the interval at which {@link #stray} is sent until the program ends, if the check has endless ones. */
    public Optional<Duration> endless() {
        return strays == Strays.ENDLESS ? Optional.of(ENDLESS_INTERVAL) : Optional.empty();
    }

    /** Returns a datagram that is no answer. */
    public byte[] stray() {
        return FOREIGN.get(random.nextInt(FOREIGN.size())).getBytes(StandardCharsets.ISO_8859_1);
    }

    private void problem(String field, String expected, String came, String message) {
        if (onTheWire.isEmpty()) {
            onTheWire = Optional.of(Problem.of(field, expected, came, message));
        }
    }

    /**
     * Returns what is wrong: first what was on the wire, then the report.
     *
     * @param printed standard output
     * @param exit status of the program; absent if it still runs although its time is over
     */
    public Optional<Problem> problem(String printed, OptionalInt exit) {
        if (onTheWire.isPresent()) {
            return onTheWire;
        }
        if (received.size() < COUNT) {
            return wrong("pings", COUNT + " pings", received.size() + " pings",
                    "only " + received.size() + " of " + COUNT + " pings were sent"
                            + (exit.isEmpty() ? ", and the program still runs"
                                    : exit.getAsInt() == 0 ? ", then the program ended"
                                            : ", then the program ended with exit status "
                                                    + exit.getAsInt()));
        }
        if (exit.isEmpty()) {
            return wrong("report", report(), "", "the program still runs, and has not reported");
        }
        if (exit.getAsInt() != 0) {
            return wrong("exit", "exit status 0", "exit status " + exit.getAsInt(),
                    "the program ended with an error");
        }
        return inReport(printed);
    }

    private Optional<Problem> inReport(String printed) {
        Optional<Matcher> count = last(ANSWERED, printed);
        Optional<Matcher> missing = last(UNANSWERED, printed);
        if (count.isEmpty() || missing.isEmpty()) {
            return wrong("report", report(), "", "the output has no line "
                    + (count.isEmpty() ? "'answered N of " + COUNT + "'" : "'no answer: …'"));
        }
        String line = missing.get().group().strip();
        Optional<List<Integer>> numbers = numbers(missing.get().group(1));
        if (numbers.isEmpty()) {
            return wrong("report", unanswered(), line, "the numbers cannot be read");
        }
        Set<Integer> reported = new TreeSet<>(numbers.get());
        for (int number = 1; number <= COUNT; number++) {
            if (lost.contains(number) != reported.contains(number)) {
                String field = lost.contains(number) ? "lost" : late.contains(number) ? "late" : "no answer";
                return wrong(field, unanswered(), line, switch (field) {
                    case "lost" -> "ping " + number + " had no answer, and is not reported";
                    case "late" -> "ping " + number + " was answered late, and is reported as unanswered";
                    default -> "ping " + number + " was answered, and is reported as unanswered";
                });
            }
        }
        if (!numbers.get().equals(List.copyOf(lost))) {
            boolean repeated = reported.size() < numbers.get().size();
            return wrong(repeated ? "report" : "order", unanswered(), line,
                    repeated ? "a number stands there twice" : "the numbers are not in ascending order");
        }
        String counted = count.get().group().strip();
        return counted.equals(answered()) ? Optional.empty()
                : wrong("answered", answered(), counted, "the count is wrong");
    }

    private static Optional<Problem> wrong(String field, String expected, String received, String message) {
        return Optional.of(Problem.of(field, expected, received, message));
    }

    private static Optional<Matcher> last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        int start = -1;
        while (matcher.find()) {
            start = matcher.start();
        }
        return start >= 0 && matcher.find(start) ? Optional.of(matcher) : Optional.empty();
    }

    private static Optional<List<Integer>> numbers(String text) {
        if (text.equals("none")) {
            return Optional.of(List.of());
        }
        List<Integer> numbers = new ArrayList<>();
        for (String word : text.split("[\\s,]+")) {
            if (!word.matches("\\d{1,4}")) {
                return Optional.empty();
            }
            numbers.add(Integer.parseInt(word));
        }
        return Optional.of(numbers);
    }

    /** Returns the two lines that the program must print. */
    public String report() {
        return answered() + "\n" + unanswered();
    }

    private String answered() {
        return "answered " + (COUNT - lost.size()) + " of " + COUNT;
    }

    private String unanswered() {
        return "no answer: " + (lost.isEmpty() ? "none" : text(lost));
    }

    private static String text(Collection<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
