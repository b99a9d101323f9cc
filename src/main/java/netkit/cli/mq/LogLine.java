package netkit.cli.mq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import netkit.net.PrintableText;
import netkit.queue.DeadLetter;
import netkit.queue.DeadLetterReason;
import netkit.queue.store.LogEntry;
import netkit.queue.store.LogRecord;
import netkit.report.Json;

/** A record of a queue's log, as a line of a table and as JSON. */
record LogLine(LogEntry entry, Optional<String> queue) {
    static final int SCHEMA = 1;
    private static final int PREVIEW_BYTES = 40;
    private static final String FORMAT = "%9s %9s  %-10s %7s %7s  %s";
    private static final int WIDTH = 80;

    static String header() {
        return FORMAT.formatted("offset", "sequence", "record", "id", "bytes", "queue and content");
    }

    String line() {
        String line = FORMAT.formatted(entry.offset(), entry.sequence(), kind(),
                entry.record().messageId().map(Object::toString).orElse(""),
                bytes().map(Object::toString).orElse(""), text());
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 1) + "…";
    }

    private String text() {
        return switch (entry.record()) {
            case LogRecord.Put put -> put.queue() + "  "
                    + PrintableText.escapeControls(preview(put.body())).replace('\t', ' ');
            case LogRecord.Delivered delivered -> queue.orElse("?") + "  delivery " + delivered.deliveries();
            case LogRecord.Deleted _ -> queue.orElse("?");
            case LogRecord.Checkpoint checkpoint -> "ids below " + checkpoint.idLimit() + " reserved";
            case LogRecord.Opened _ -> "a server started";
            case LogRecord.Closed closed -> "stopped; next id " + closed.nextId();
        };
    }

    /** The JSON of a record. Members that its kind does not have are left out. */
    private record JsonLine(int schema, String segment, int offset, long sequence, String kind,
            Optional<String> queue, Optional<Long> id, Optional<Integer> bytes, Optional<Integer> deliveries,
            Optional<Long> expiresAt, Optional<DeadLetterReason> deadLetterReason,
            Optional<String> deadLetterFrom, Optional<String> preview, Optional<Long> idLimit,
            Optional<Long> firstSequence, Optional<Long> boot, Optional<Long> nextId) {}

    /** Returns the record as JSON in one line, with the beginning of a message's body. */
    String json(String segment) {
        Optional<LogRecord.Put> put = of(LogRecord.Put.class);
        Optional<LogRecord.Checkpoint> checkpoint = of(LogRecord.Checkpoint.class);
        return Json.line(new JsonLine(SCHEMA, segment, entry.offset(), entry.sequence(), kind(), queue,
                entry.record().messageId(), bytes(),
                put.map(LogRecord.Put::deliveries)
                        .or(() -> of(LogRecord.Delivered.class).map(LogRecord.Delivered::deliveries)),
                put.map(LogRecord.Put::expiresAt).filter(time -> time > 0),
                put.flatMap(LogRecord.Put::deadLetter).map(DeadLetter::reason),
                put.flatMap(LogRecord.Put::deadLetter).map(DeadLetter::from),
                put.map(each -> preview(each.body())), checkpoint.map(LogRecord.Checkpoint::idLimit),
                checkpoint.map(LogRecord.Checkpoint::firstSequence),
                of(LogRecord.Opened.class).map(LogRecord.Opened::boot),
                of(LogRecord.Closed.class).map(LogRecord.Closed::nextId)));
    }

    private <T extends LogRecord> Optional<T> of(Class<T> kind) {
        return Optional.of(entry.record()).filter(kind::isInstance).map(kind::cast);
    }

    private String kind() {
        return entry.record().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Optional<Integer> bytes() {
        return of(LogRecord.Put.class).map(put -> put.body().remaining());
    }

    /** Returns the beginning of the body, with U+FFFD for what is not UTF-8. */
    private static String preview(ByteBuffer body) {
        byte[] bytes = new byte[Math.min(body.remaining(), PREVIEW_BYTES)];
        body.get(body.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
