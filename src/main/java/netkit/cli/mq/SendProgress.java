package netkit.cli.mq;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.concurrent.TimeUnit;

import netkit.cli.terminal.LineConsole;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.ProgressStyle;
import netkit.cli.terminal.SafeWriter;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.report.Numbers;

/** The progress display of a producer: how many messages are confirmed and, if confirms stall, whether the queue is full. */
final class SendProgress implements Closeable {
    @FunctionalInterface
    interface Dialer {
        MessageQueue connect() throws IOException;
    }

    /** A queue, and how to connect to ask about it: the server does not read from a blocked producer's own connection. */
    record Target(String queue, Dialer dialer) {}

    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** The time without a confirm after which the statistics are requested. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Columns to leave free for the cursor and the echoed ^C; a line that wraps cannot be erased. */
    private static final int RESERVED_COLUMNS = 3;
    private static final String ERASE = "\r\033[K";

    private final Consumer<String> out;
    private final ProgressStyle style;
    private final ConfirmStats stats;
    private final Integer count;
    private final Target target;
    private final Thread watcher;
    private MessageQueue connection;
    private boolean closed;

    /**
     * @param out prints text, which has line ends of its own
     * @param count the number of messages to send; null if unknown
     */
    SendProgress(Consumer<String> out, ProgressStyle style, ConfirmStats stats, Integer count,
            Target target) {
        this.out = out;
        this.style = style;
        this.stats = stats;
        this.count = count;
        this.target = target;
        this.watcher = Thread.ofVirtual().unstarted(this::watch);
        if (style != ProgressStyle.NONE) {
            watcher.start();
        }
    }

    /** @param typed whether the messages are typed on the terminal, where a line redrawn in place would disturb */
    static SendProgress on(PrintWriter err, boolean typed, ConfirmStats stats, Integer count,
            Target target) {
        ProgressStyle style = !Terminals.watched() ? ProgressStyle.NONE
                : Terminals.mayMoveCursor() && !typed ? ProgressStyle.ONE_LINE : ProgressStyle.LINES;
        PrintWriter raw = SafeWriter.raw(err);
        return new SendProgress(text -> {
            raw.print(text);
            raw.flush();
        }, style, stats, count, target);
    }

    /** Returns a display for messages that are typed: its lines appear above the one being typed. */
    static SendProgress above(LineConsole console, ConfirmStats stats, Target target) {
        return new SendProgress(text -> console.show(text.stripTrailing()), ProgressStyle.LINES, stats, null,
                target);
    }

    private void watch() {
        long completed = 0;
        long movedAt = System.nanoTime();
        long askedAt = movedAt;
        String stall = null;
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                long now = System.nanoTime();
                if (stats.completed() != completed || stats.unknown() == 0) {
                    completed = stats.completed();
                    movedAt = now;
                    stall = null;
                } else if (now - Math.max(movedAt, askedAt) > STALL_NANOS) {
                    boolean isNew = stall == null;
                    stall = reason(Duration.ofNanos(now - movedAt));
                    askedAt = System.nanoTime();
                    if (isNew) {
                        show(ProgressStyle.LINES, line(stall) + System.lineSeparator());
                    }
                }
                show(ProgressStyle.ONE_LINE,
                        ERASE + Paragraph.clip(line(stall), Terminals.errorColumns() - RESERVED_COLUMNS));
            }
        } catch (InterruptedException _) {
            // closed
        } finally {
            disconnect();
        }
    }

    private synchronized void show(ProgressStyle only, String text) {
        if (style == only && !closed) {
            out.accept(text);
        }
    }

    /** @param stall why no confirms arrive; null while they do */
    private String line(String stall) {
        return Numbers.grouped(stats.confirmed()) + " of "
                + Numbers.grouped(count == null ? stats.sent() : count)
                + " confirmed" + (stall == null ? "" : "; " + stall);
    }

    private String reason(Duration elapsed) throws InterruptedException {
        try {
            if (connection == null) {
                connection = target.dialer.connect();
            }
            for (QueueStats queue : connection.stats(List.of(target.queue))) {
                if (queue.get(Metric.BLOCKED).orElse(0) > 0) {
                    return "queue full (" + Numbers.grouped(queue.get(Metric.READY).orElse(0))
                            + " ready) until a consumer takes some";
                }
            }
        } catch (IOException _) {
            disconnect(); // the producer reports it
        }
        return "no confirm for " + elapsed.toSeconds() + " s";
    }

    private void disconnect() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException _) {
            // no request is outstanding
        }
        connection = null;
    }

    @Override
    public void close() {
        show(ProgressStyle.ONE_LINE, ERASE);
        synchronized (this) {
            closed = true;
        }
        watcher.interrupt();
    }
}
