package netkit.lesson.judge;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What was sent and received in a check, in order. Guarded by the check's {@link Events}. */
final class Ladder {
    /** Consecutive bytes that came within this time are shown as one step. */
    private static final long TOGETHER_MILLIS = 40;
    private static final int HEAD = 5;
    private static final int TAIL = 9;
    private static final int MAX_KEPT = 4096;

    private static final class Entry {
        private final long millis;
        private final String what;
        private final ByteArrayOutputStream bytes;
        private int count;
        private long last;
        private boolean act;

        Entry(long millis, String what, boolean withBytes) {
            this.millis = millis;
            this.last = millis;
            this.what = what;
            this.bytes = withBytes ? new ByteArrayOutputStream() : null;
        }
    }

    private final Events events;
    private final List<Entry> entries = new ArrayList<>();

    Ladder(Events events) {
        this.events = events;
    }

    void event(String what) {
        synchronized (events) {
            entries.add(new Entry(events.millis(), what, false));
        }
    }

    /** Adds what the judge did to the program, which is shown even if what is around it is left out. */
    void act(String what) {
        synchronized (events) {
            event(what);
            entries.getLast().act = true;
        }
    }

    /** Adds a line without a time. */
    void picture(String line) {
        synchronized (events) {
            entries.add(new Entry(-1, line, false));
        }
    }

    void sent(String peer, byte[] bytes, int from, int length) {
        add(peer + " -> program", bytes, from, length, 0);
    }

    void received(String peer, byte[] bytes, int from, int length) {
        add(peer + " <- program", bytes, from, length, TOGETHER_MILLIS);
    }

    void datagram(String what, byte[] bytes) {
        add(what, bytes, 0, bytes.length, 0);
    }

    private void add(String what, byte[] bytes, int from, int length, long together) {
        synchronized (events) {
            long now = events.millis();
            Entry entry = entries.isEmpty() ? null : entries.getLast();
            if (entry == null || !entry.what.equals(what) || now - entry.last >= together) {
                entry = new Entry(now, what, true);
                entries.add(entry);
            }
            entry.last = now;
            entry.count += length;
            entry.bytes.write(bytes, from, Math.min(length, Math.max(0, MAX_KEPT - entry.bytes.size())));
        }
    }

    /** Returns at most 17 lines of at most this width: the first, the last, and the last act between them. */
    List<String> lines(int width) {
        synchronized (events) {
            List<String> lines = new ArrayList<>();
            int from = entries.size() > HEAD + TAIL + 1 ? HEAD : entries.size();
            int to = Math.max(from, entries.size() - TAIL);
            int act = to - 1;
            while (act >= from && !entries.get(act).act) {
                act--;
            }
            int left = 0;
            for (int i = 0; i < entries.size(); i++) {
                if (i >= from && i < to && i != act) {
                    left++;
                    continue;
                }
                if (left > 0) {
                    lines.add("             … " + left + " more …");
                    left = 0;
                }
                lines.add(line(entries.get(i), width));
            }
            return lines;
        }
    }

    private static String line(Entry entry, int width) {
        String head = entry.millis < 0 ? "  " + entry.what : "%6d ms  %s".formatted(entry.millis, entry.what);
        if (entry.bytes == null) {
            return head.length() <= width ? head : head.substring(0, width - 1) + "…";
        }
        String start = "%s  %d %s  ".formatted(head, entry.count, entry.count == 1 ? "byte" : "bytes");
        return start + ByteText.of(entry.bytes.toByteArray(), width - start.length());
    }
}
