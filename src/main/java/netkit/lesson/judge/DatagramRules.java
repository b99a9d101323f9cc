package netkit.lesson.judge;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

import netkit.lab.script.LabSyntaxException;
import netkit.lesson.check.CheckStep;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.Numbers;

/**
 * What the peers of an exercise over UDP send for each datagram of the program, and whether the datagrams that came are
 * those that should: the rules, without sockets and clock. Not thread-safe.
 */
final class DatagramRules {
    private static final int SHOWN = 40;
    private static final String NUMBER = "n";

    /**
     * A datagram to the program.
     *
     * @param number of the numbered datagram that it is the reply to; 0 if that has none
     * @param lost whether it is lost on its way
     */
    record Reply(String peer, long number, byte[] bytes, Duration delay, boolean lost) {}

    /** @param datagrams of the program, as Latin-1, and their numbers; null for any datagram */
    private record Rule(String peer, Map<String, Long> datagrams, Map<Long, Supplier<byte[]>> replies,
            Duration delay) {}

    private record Treated(String peer, CheckStep.Treatment what, Set<Long> numbers, Duration delay) {}

    private final List<Rule> rules = new ArrayList<>();
    private final List<Treated> treatments = new ArrayList<>();
    /** Those of the first rule whose datagrams are numbered: what the program has to send. */
    private Map<String, Long> expected = Map.of();
    private final Set<Long> came = new HashSet<>();
    private final Set<Long> answered = new HashSet<>();
    private Optional<SocketAddress> sender = Optional.empty();
    private Optional<Failure> wrong = Optional.empty();

    void add(CheckStep.RepliesToDatagrams step, Names names) {
        Map<String, Long> datagrams = new LinkedHashMap<>();
        Map<Long, Supplier<byte[]>> replies = new TreeMap<>();
        if (step.to().isEmpty()) {
            Names own = names.fork();
            rules.add(new Rule(step.peer(), null, Map.of(0L, () -> step.with().bytes(own)), step.delay()));
            return;
        }
        List<Long> numbers = step.numbers().map(list -> Numbers.of(list.bytes(names))).orElse(List.of(0L));
        Names numbered = names.fork();
        for (long number : numbers) {
            numbered.set(NUMBER, Numbers.text(List.of(number)));
            byte[] reply = step.with().bytes(numbered);
            datagrams.put(latin(step.to().get().bytes(numbered)), number);
            replies.put(number, () -> reply);
        }
        rules.add(new Rule(step.peer(), datagrams, replies, step.delay()));
        if (step.numbers().isPresent() && expected.isEmpty()) {
            expected = datagrams;
        }
    }

    void add(CheckStep.Treats step, Names names) {
        treatments.add(new Treated(step.peer(), step.what(),
                Set.copyOf(Numbers.of(step.numbers().bytes(names))), step.delay()));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Whether a reply to this datagram is due. */
    boolean isKnown(byte[] datagram) {
        return rules.stream().anyMatch(rule -> rule.datagrams != null
                && rule.datagrams.containsKey(latin(datagram)));
    }

    /** Returns what is sent to the program after this datagram of it. */
    List<Reply> received(byte[] datagram, SocketAddress from) {
        note(datagram, from);
        List<Reply> replies = new ArrayList<>();
        for (Rule rule : rules) {
            Long number = rule.datagrams == null ? Long.valueOf(0) : rule.datagrams.get(latin(datagram));
            if (number != null) {
                addReplies(rule, number, replies);
            }
        }
        return replies;
    }

    private void addReplies(Rule rule, long number, List<Reply> replies) {
        Duration delay = rule.delay;
        boolean lost = false;
        int copies = 1;
        for (Treated treated : treatments) {
            if (number != 0 && treated.peer.equals(rule.peer) && treated.numbers.contains(number)) {
                switch (treated.what) {
                    case LOSES -> lost = true;
                    case DUPLICATES -> copies = 2;
                    case DELAYS -> delay = delay.plus(treated.delay);
                }
            }
        }
        byte[] bytes = rule.replies.get(number).get();
        for (int i = 0; i < copies; i++) {
            replies.add(new Reply(rule.peer, number, bytes, delay, lost));
        }
    }

    /** Remembers the first datagram that should not have come. */
    private void note(byte[] datagram, SocketAddress from) {
        Long number = expected.get(latin(datagram));
        if (number == null) {
            if (!isKnown(datagram)) {
                byte[] next = next();
                wrong("datagram", next, datagram, ByteText.of(datagram, SHOWN) + " came: a datagram is "
                        + ByteText.of(next, SHOWN) + ", with nothing before or behind it");
            }
        } else if (!came.add(number)) {
            wrong("repeated", new byte[0], datagram,
                    ByteText.of(datagram, SHOWN) + " came a second time");
        } else if (sender.isPresent() && !sender.get().equals(from)) {
            wrong("source port", latin(sender.get().toString()), latin(from.toString()),
                    ByteText.of(datagram, SHOWN) + " comes from another socket");
        }
        sender = Optional.of(sender.orElse(from));
    }

    private void wrong(String field, byte[] wanted, byte[] received, String message) {
        if (wrong.isEmpty()) {
            wrong = Optional.of(Failure.wrong(message, FieldBytes.of(wanted), received, -1, field));
        }
    }

    /** Returns the first datagram that is expected and has not come. */
    private byte[] next() {
        return expected.entrySet().stream().filter(entry -> !came.contains(entry.getValue()))
                .findFirst().map(entry -> latin(entry.getKey())).orElse(new byte[0]);
    }

    /** Notes that a reply was delivered. */
    void delivered(Reply reply) {
        if (!rules.isEmpty() && expected.containsValue(reply.number) && reply.peer.equals(peer())) {
            answered.add(reply.number);
        }
    }

    private String peer() {
        return rules.stream().filter(rule -> rule.datagrams == expected).findFirst().map(Rule::peer)
                .orElse("");
    }

    /** Returns the numbers of which no reply has been delivered, ascending. */
    List<Long> unanswered() {
        return expected.values().stream().filter(number -> !answered.contains(number)).sorted().toList();
    }

    /**
     * Returns what is wrong with the datagrams that came: the first that should not have come, or that some have not.
     *
     * @param state of the program, for the message
     */
    Optional<Failure> failure(String state) {
        if (expected.isEmpty()) {
            throw new LabSyntaxException(1, "which datagrams? write before it: peer replies to datagram"
                    + " \"ping \" n with \"pong \" n, n from 1 to 20");
        }
        if (wrong.isPresent() || came.size() == expected.size()) {
            return wrong;
        }
        return Optional.of(Failure.wrong("only %d of %d datagrams came%s".formatted(came.size(),
                expected.size(), state), FieldBytes.of(next()), new byte[0], -1, "too few"));
    }
}
