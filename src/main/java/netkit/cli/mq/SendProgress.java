package netkit.cli.mq;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.ProgressStyle;
import netkit.cli.terminal.Terminals;
import netkit.queue.MessageQueue;
import netkit.queue.QueueStats;
import netkit.queue.QueueStats.Metric;
import netkit.report.Numbers;

/** Says how many messages are confirmed, and when that stands still, whether it is because the queue is full. */
final class SendProgress implements Closeable {
    @FunctionalInterface
    interface Dialer {
        MessageQueue connect() throws IOException;
    }

    /** A queue, and the connection on which to ask about it: who waits for room is not listened to on its own. */
    record Subject(String queue, Dialer dialer) {}

    private static final Duration INTERVAL = Duration.ofMillis(100);
    /** So long nothing is confirmed before we ask why. */
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** What else has to stand in the line lest it go on in the next, and cannot be wiped out: the cursor, and ^C. */
    private static final int BESIDE = 3;
    private static final String WIPE = "\r\033[K";

    private final PrintWriter err;
    private final ProgressStyle style;
    private final ConfirmStats account;
    private final Integer count;
    private final Subject subject;
    private final Thread watcher;
    private MessageQueue connection;
    private boolean closed;

    /** @param count how many messages there will be; null when that is not known */
    SendProgress(PrintWriter err, ProgressStyle style, ConfirmStats account, Integer count,
            Subject subject) {
        this.err = err;
        this.style = style;
        this.account = account;
        this.count = count;
        this.subject = subject;
        this.watcher = Thread.ofVirtual().unstarted(this::watch);
        if (style != ProgressStyle.NONE) {
            watcher.start();
        }
    }

    /** As suits standard error, and a keyboard on which the messages may be typed. */
    static SendProgress on(PrintWriter err, boolean typed, ConfirmStats account, Integer count,
            Subject subject) {
        ProgressStyle style = !Terminals.watched() ? ProgressStyle.NONE
                : Terminals.mayMoveCursor() && !typed ? ProgressStyle.ONE_LINE : ProgressStyle.LINES;
        return new SendProgress(err, style, account, count, subject);
    }

    private void watch() {
        long answered = 0;
        long movedAt = System.nanoTime();
        long askedAt = movedAt;
        String standstill = null;
        try {
            while (true) {
                Thread.sleep(INTERVAL);
                long now = System.nanoTime();
                if (account.answered() != answered || account.unknown() == 0) {
                    answered = account.answered();
                    movedAt = now;
                    standstill = null;
                } else if (now - Math.max(movedAt, askedAt) > STANDSTILL_NANOS) {
                    boolean isNews = standstill == null;
                    standstill = reason(Duration.ofNanos(now - movedAt));
                    askedAt = System.nanoTime();
                    show(ProgressStyle.LINES, isNews ? line(standstill) + System.lineSeparator() : "");
                }
                show(ProgressStyle.ONE_LINE,
                        WIPE + Paragraph.clip(line(standstill), Terminals.errorColumns() - BESIDE));
            }
        } catch (InterruptedException _) {
            // closed
        } finally {
            hangUp();
        }
    }

    private synchronized void show(ProgressStyle forWhom, String text) {
        if (style == forWhom && !closed) {
            err.print(text);
            err.flush();
        }
    }

    /** @param standstill null while it goes on */
    private String line(String standstill) {
        return Numbers.grouped(account.confirmed()) + " of "
                + Numbers.grouped(count == null ? account.sent() : count)
                + " confirmed" + (standstill == null ? "" : "; " + standstill);
    }

    private String reason(Duration time) throws InterruptedException {
        try {
            if (connection == null) {
                connection = subject.dialer.connect();
            }
            for (QueueStats queue : connection.stats(List.of(subject.queue))) {
                if (queue.get(Metric.BLOCKED).orElse(0) > 0) {
                    return "queue full (" + Numbers.grouped(queue.get(Metric.READY).orElse(0))
                            + " ready) until a consumer takes some";
                }
            }
        } catch (IOException _) {
            hangUp(); // whoever sends will hear of it
        }
        return "no answer for " + time.toSeconds() + " s";
    }

    private void hangUp() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException _) {
            // there is nothing on it
        }
        connection = null;
    }

    @Override
    public void close() {
        show(ProgressStyle.ONE_LINE, WIPE);
        synchronized (this) {
            closed = true;
        }
        watcher.interrupt();
    }
}
