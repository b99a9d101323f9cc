package netkit.cli.mq;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

import com.google.gson.JsonObject;

import netkit.net.PrintableText;
import netkit.queue.store.LogEntry;
import netkit.queue.store.LogRecord;

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

    /** One object; the text of a body is not complete when it is long. */
    JsonObject json(String segment) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("segment", segment);
        json.addProperty("offset", entry.offset());
        json.addProperty("sequence", entry.sequence());
        json.addProperty("kind", kind());
        queue.ifPresent(name -> json.addProperty("queue", name));
        entry.record().messageId().ifPresent(id -> json.addProperty("id", id));
        switch (entry.record()) {
            case LogRecord.Put put -> {
                json.addProperty("bytes", put.body().remaining());
                json.addProperty("deliveries", put.deliveries());
                if (put.expiresAt() > 0) {
                    json.addProperty("expiresAt", put.expiresAt());
                }
                put.deadLetter().ifPresent(deadLetter -> {
                    json.addProperty("deadLetterReason", deadLetter.reason().toString());
                    json.addProperty("deadLetterFrom", deadLetter.from());
                });
                json.addProperty("preview", preview(put.body()));
            }
            case LogRecord.Delivered delivered -> json.addProperty("deliveries", delivered.deliveries());
            case LogRecord.Deleted _ -> {}
            case LogRecord.Checkpoint checkpoint -> {
                json.addProperty("idLimit", checkpoint.idLimit());
                json.addProperty("firstSequence", checkpoint.firstSequence());
            }
            case LogRecord.Opened opened -> json.addProperty("boot", opened.boot());
            case LogRecord.Closed closed -> json.addProperty("nextId", closed.nextId());
        }
        return json;
    }

    private String kind() {
        return entry.record().getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    private Optional<Integer> bytes() {
        return entry.record() instanceof LogRecord.Put put ? Optional.of(put.body().remaining())
                : Optional.empty();
    }

    /** The beginning of the body; what is not UTF-8 is shown as U+FFFD. */
    private static String preview(ByteBuffer body) {
        byte[] bytes = new byte[Math.min(body.remaining(), PREVIEW_BYTES)];
        body.get(body.position(), bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
