package netkit.lesson.judge;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.HttpException;
import netkit.http.ResponseHead;
import netkit.lesson.check.BytesExpression;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.Observation;

/** Compares what a peer receives with what it expects. Waits for bytes, never for a time alone. */
final class Expecting {
    /** Once a byte is wrong, those behind it are awaited while they come: they tell the cause. */
    private static final Duration SETTLE = Duration.ofMillis(250);
    private static final int SHOWN = 60;

    private final Events events;
    private final PeerEnd end;
    private final Names names;
    private final StepLimit limit;

    Expecting(Events events, PeerEnd end, Names names, StepLimit limit) {
        this.events = events;
        this.end = end;
        this.names = names;
        this.limit = limit;
    }

    /** @return what was received, for a name */
    byte[] run(Expectation what) throws CheckFailedException, InterruptedException {
        return switch (what) {
            case Expectation.Exactly(BytesExpression bytes) -> exactly(bytes.value(names));
            case Expectation.OneOf(List<BytesExpression> choices) -> oneOf(choices.stream()
                    .map(choice -> choice.value(names)).toList());
            case Expectation.Count count -> count((int) count.count().value(names));
            case Expectation.Line line -> line(line);
            case Expectation.Frame frame -> new FrameExpecting(this, frame).run();
            case Expectation.Message _,Expectation.Packet _ ->
                new MessageExpecting(end, names, limit).run(what);
            case Expectation.Response response -> response(response);
            case Expectation.End wanted -> end(wanted);
            case Expectation.Nothing(Duration time) -> nothing(time);
        };
    }

    /** Waits until this number of bytes is there. */
    boolean await(int count) throws InterruptedException {
        return limit.await(() -> end.available() >= count || end.isOver())
                && end.available() >= count;
    }

    byte[] pending() {
        return end.pending();
    }

    void take(int count) {
        end.take(count);
    }

    Names names() {
        return names;
    }

    /** Waits for what still comes, at most until this many bytes are there. */
    void settle(int count) throws InterruptedException {
        events.awaitMove(SETTLE, () -> end.available() >= count || end.isOver());
    }

    private byte[] exactly(FieldBytes wanted) throws CheckFailedException, InterruptedException {
        int size = wanted.length();
        limit.await(() -> end.available() >= size || end.isOver()
                || firstWrong(end.pending(), wanted.bytes()) >= 0);
        int wrong = firstWrong(end.pending(), wanted.bytes());
        if (wrong >= 0) {
            settle(size);
            byte[] received = end.pending();
            throw new CheckFailedException(Failure.wrong(wrongAt(wanted, received, wrong), wanted, received,
                    wrong, wanted.field(wrong)));
        }
        if (end.available() < size) {
            throw incomplete(wanted, size);
        }
        end.take(size);
        return wanted.bytes();
    }

    static String wrongAt(FieldBytes wanted, byte[] received, int wrong) {
        return "%s: %s instead of %s".formatted(wanted.place(wrong), hex(received[wrong]),
                wrong < wanted.length() ? hex(wanted.bytes()[wrong]) : "the end");
    }

    static String hex(byte b) {
        String text = "%02x".formatted(b & 0xFF);
        return b >= ' ' && b < 0x7F ? text + " '" + (char) b + "'" : text;
    }

    /** The bytes that came are right, but they are too few. */
    CheckFailedException incomplete(FieldBytes wanted, int size) {
        byte[] received = end.pending();
        String came = received.length == 0 ? "nothing came"
                : received.length + " of " + size + " bytes came";
        if (end.isOver()) {
            return new CheckFailedException(Failure.ended(came + ", then "
                    + (end.wasReset() ? "the connection was reset (RST)" : "the end (FIN)"), wanted,
                    received));
        }
        return new CheckFailedException(
                Failure.silent(came + (received.length == 0 ? " for " : ", then nothing for ")
                        + time(), wanted, received));
    }

    String time() {
        return limit.text();
    }

    private static int firstWrong(byte[] received, byte[] wanted) {
        int mismatch = Arrays.mismatch(received, 0, Math.min(received.length, wanted.length), wanted, 0,
                Math.min(received.length, wanted.length));
        return mismatch;
    }

    private byte[] oneOf(List<FieldBytes> choices) throws CheckFailedException, InterruptedException {
        int longest = choices.stream().mapToInt(FieldBytes::length).max().orElseThrow();
        limit.await(() -> end.isOver() || complete(choices).isPresent()
                || choices.stream().allMatch(choice -> firstWrong(end.pending(), choice.bytes()) >= 0));
        Optional<FieldBytes> found = complete(choices);
        if (found.isPresent()) {
            end.take(found.get().length());
            return found.get().bytes();
        }
        byte[] received = end.pending();
        if (choices.stream().anyMatch(choice -> firstWrong(received, choice.bytes()) < 0)) {
            throw incomplete(choices.getFirst(), longest);
        }
        settle(longest);
        int wrong = firstWrong(received, choices.getFirst().bytes());
        throw new CheckFailedException(Failure.wrong("none of the " + choices.size() + " possible replies; "
                + wrongAt(choices.getFirst(), received, wrong), choices.getFirst(), end.pending(), wrong,
                choices.getFirst().field(wrong)));
    }

    private Optional<FieldBytes> complete(List<FieldBytes> choices) {
        byte[] received = end.pending();
        return choices.stream().filter(choice -> received.length >= choice.length()
                && firstWrong(received, choice.bytes()) < 0).findFirst();
    }

    private byte[] count(int size) throws CheckFailedException, InterruptedException {
        if (!await(size)) {
            throw incomplete(FieldBytes.of(new byte[0]), size);
        }
        byte[] taken = Arrays.copyOf(end.pending(), size);
        end.take(size);
        return taken;
    }

    private byte[] line(Expectation.Line wanted) throws CheckFailedException, InterruptedException {
        FieldBytes bytes = wanted.bytes().map(expression -> expression.value(names))
                .orElse(FieldBytes.of(new byte[0]));
        boolean whole = wanted.bytes().isPresent() && !wanted.containing();
        limit.await(() -> lineLength() > 0 || end.isOver());
        int length = lineLength();
        if (length == 0) {
            byte[] received = end.pending();
            int wrong = whole ? firstWrong(received, bytes.bytes()) : -1;
            if (received.length == 0 || wrong < 0) {
                CheckFailedException failed = incomplete(bytes, whole ? bytes.length() : received.length + 1);
                throw received.length == 0 || end.isOver() ? failed
                        : new CheckFailedException(Failure.silent(received.length
                                + " bytes without a line end came, then nothing for " + time(), bytes,
                                received)
                                .with(Symptom.NO_END));
            }
            throw new CheckFailedException(
                    Failure.wrong("no line end; " + wrongAt(bytes, received, wrong), bytes,
                            received, wrong, bytes.field(wrong)));
        }
        byte[] line = Arrays.copyOf(end.pending(), length);
        if (whole && !Arrays.equals(line, bytes.bytes())) {
            int wrong = Arrays.mismatch(line, bytes.bytes());
            String message = wrong < line.length ? wrongAt(bytes, line, wrong)
                    : bytes.place(wrong) + ": the line ends here";
            throw new CheckFailedException(
                    Failure.wrong(message, bytes, line, wrong, bytes.field(wrong)));
        }
        if (wanted.containing() && !Observation.contains(line, bytes.bytes())) {
            throw new CheckFailedException(Failure.wrong("the line does not contain "
                    + ByteText.of(bytes.bytes(), SHOWN), bytes, line, 0, ""));
        }
        end.take(length);
        return line;
    }

    private int lineLength() {
        byte[] received = end.pending();
        for (int i = 0; i < received.length; i++) {
            if (received[i] == '\n') {
                return i + 1;
            }
        }
        return 0;
    }

    private byte[] end(Expectation.End wanted) throws CheckFailedException, InterruptedException {
        limit.await(() -> end.isOver() || end.available() > 0);
        FieldBytes nothing = FieldBytes.of(new byte[0]);
        String what = wanted.fin() ? wanted.reset() ? "the end of the connection" : "the end (FIN)"
                : "a reset (RST)";
        if (end.available() > 0) {
            settle(Integer.MAX_VALUE);
            byte[] received = end.pending();
            throw new CheckFailedException(Failure.wrong(received.length + " bytes came where " + what
                    + " is expected", nothing, received, 0, ""));
        }
        if (!end.isOver()) {
            throw new CheckFailedException(Failure
                    .silent("the program has not closed the connection: nothing for "
                            + time() + " where " + what + " is expected", nothing, end.pending())
                    .with(Symptom.NO_END));
        }
        if (end.wasReset() ? !wanted.reset() : !wanted.fin()) {
            throw new CheckFailedException(Failure.of((end.wasReset() ? "a reset (RST)" : "the end (FIN)")
                    + " came where " + what + " is expected", Symptom.CLOSES_EARLY));
        }
        return new byte[0];
    }

    private byte[] nothing(Duration time) throws CheckFailedException, InterruptedException {
        if (events.await(time, () -> end.available() > 0 || end.isOver())) {
            settle(Integer.MAX_VALUE);
            byte[] received = end.pending();
            FieldBytes wanted = FieldBytes.of(new byte[0]);
            throw new CheckFailedException(received.length > 0
                    ? Failure.wrong(received.length + " bytes came where nothing is expected yet", wanted,
                            received, 0, "")
                    : Failure.ended("the connection ended where nothing is expected yet", wanted, received));
        }
        return new byte[0];
    }

    private byte[] response(Expectation.Response wanted) throws CheckFailedException, InterruptedException {
        FieldBytes nothing = FieldBytes.of(new byte[0]);
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        int length = 0;
        try {
            while (length == 0) {
                int have = end.available();
                length = decoder.length(end.pending(), have);
                if (length == 0 && !await(have + 1)) {
                    CheckFailedException failed = incomplete(nothing, have + 1);
                    String message = have == 0 ? failed.getMessage().replace(" of 1", "")
                            : have + " bytes of a head without its empty line came, then "
                                    + (end.isOver() ? "the end" : "nothing for " + time());
                    throw new CheckFailedException(end.isOver()
                            ? Failure.ended(message, nothing, end.pending())
                            : Failure.silent(message, nothing, end.pending())
                                    .with(have == 0 ? null : Symptom.NO_END));
                }
            }
            ResponseHead head = decoder.response(end.pending(), length);
            return response(wanted, head, length);
        } catch (HttpException e) {
            settle(Integer.MAX_VALUE);
            throw new CheckFailedException(Failure.wrong("not a head of HTTP: " + e.getMessage(), nothing,
                    end.pending(), 0, "head"));
        }
    }

    private byte[] response(Expectation.Response wanted, ResponseHead head, int length)
            throws CheckFailedException, InterruptedException {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        head.headers().fields().forEach(field -> fields
                .computeIfAbsent(field.name().toLowerCase(Locale.ROOT), _ -> new java.util.ArrayList<>())
                .add(field.value()));
        FieldBytes nothing = FieldBytes.of(new byte[0]);
        if (!wanted.statuses().isEmpty() && !wanted.statuses().contains(head.status())) {
            throw new CheckFailedException(Failure.wrong("status %d instead of %s".formatted(head.status(),
                    wanted.statuses().stream().map(String::valueOf).collect(Collectors.joining(" or "))),
                    nothing, Arrays.copyOf(end.pending(), length), "HTTP/1.1 ".length(), "status")
                    .with(head.status(), fields));
        }
        for (Expectation.Header header : wanted.headers()) {
            Optional<String> wrong = HeaderMatch.wrong(header, head.headers(), names);
            if (wrong.isPresent()) {
                throw new CheckFailedException(Failure.wrong(wrong.get(), header.value()
                        .map(value -> value.value(names)).orElse(nothing),
                        Arrays.copyOf(end.pending(), length),
                        -1, header.name()).with(head.status(), fields));
            }
        }
        end.take(length);
        return wanted.body().isEmpty() ? new byte[0] : body(wanted.body().get().value(names), head, fields);
    }

    private byte[] body(FieldBytes wanted, ResponseHead head, Map<String, List<String>> fields)
            throws CheckFailedException, InterruptedException {
        Optional<String> announced = head.headers().first("Content-Length");
        if (announced.isPresent() && announced.get().matches("\\d{1,9}")) {
            int size = Integer.parseInt(announced.get());
            if (size != wanted.length()) {
                throw new CheckFailedException(Failure.wrong("Content-Length: " + size + " instead of "
                        + wanted.length(), wanted, end.pending(), -1, "Content-Length")
                        .with(head.status(), fields));
            }
            return exactly(wanted);
        }
        byte[] body = exactly(wanted);
        end(new Expectation.End(true, true)); // RFC 9112 §6.3: without a length the body ends with the connection
        return body;
    }
}
