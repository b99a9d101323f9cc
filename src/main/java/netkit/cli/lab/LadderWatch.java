package netkit.cli.lab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import netkit.lab.wire.DropReason;
import netkit.lab.wire.FaultEffect;
import netkit.lab.wire.WireEvent;
import netkit.lab.wire.WireTap;
import netkit.packet.LinkType;
import netkit.packet.ladder.Ladder;
import netkit.packet.ladder.LadderArrow;
import netkit.packet.ladder.SentPacket;

/**
 * A wire tap that draws the packets as a ladder diagram while they pass. It never blocks the wire: events go through a
 * bounded queue to a drawing thread, which limits the rows per second and reports how many it omitted.
 */
final class LadderWatch implements WireTap, AutoCloseable {
    static final int MAX_ROWS_PER_SECOND = 30;
    private static final int MAX_WAITING = 20_000;
    private static final int ROWS_PER_HEADING = 40;
    private static final long SECOND = 1_000_000_000;
    private static final long QUIET_MILLIS = 200;
    /** Enough for all headers and their options, in bytes; the headers contain the lengths. */
    private static final int HEADERS = 256;

    private final BlockingQueue<WireEvent> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong missed = new AtomicLong();
    private final Ladder ladder = new Ladder();
    private final LadderDiagram diagram;
    private final Consumer<String> rows;
    private final Thread thread;
    private final long zero;
    private long secondBegan;
    private int rowsInSecond;
    private int rowsSinceHeading = ROWS_PER_HEADING;
    private long skipped;
    private volatile boolean closing;

    /** @param zero start of the diagram's time */
    LadderWatch(LadderDiagram diagram, Instant zero, Consumer<String> rows) {
        this.diagram = diagram;
        this.zero = zero.getEpochSecond() * SECOND + zero.getNano();
        this.rows = rows;
        this.thread = Thread.ofPlatform().daemon().name("ladder").start(this::draw);
    }

    @Override
    public void seen(WireEvent event) {
        if (!waiting.offer(event)) {
            missed.incrementAndGet();
        }
    }

    @Override
    public int snapLength() {
        return HEADERS;
    }

    private void draw() {
        try {
            while (!closing || !waiting.isEmpty()) {
                WireEvent event = waiting.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
                if (event == null) {
                    reportOmissions();
                } else {
                    draw(event);
                }
            }
            reportOmissions();
        } catch (InterruptedException _) {
            // close() has stopped waiting
        }
    }

    private void draw(WireEvent event) {
        double at = (event.epochNanos() - zero) / 1e9;
        switch (event.kind()) {
            case SENT -> {
                LadderArrow arrow = ladder.sent(sent(event)); // the ladder must see every packet
                if (event.dropped() != null) {
                    row(event.epochNanos(), arrow, diagram.lost(arrow, at, word(event.dropped())));
                }
            }
            case LOST -> ladder.lost(event.pair().from(), event.pair().to(), event.number())
                    .ifPresent(arrow -> row(event.epochNanos(), arrow, diagram.lost(arrow, at,
                            event.dropped() == null ? "lost" : word(event.dropped()))));
            case ARRIVED -> ladder
                    .arrived(event.pair().from(), event.pair().to(), event.number(), event.epochNanos())
                    .ifPresent(end -> row(event.epochNanos(), end.arrow(), diagram.arrived(end, at)));
        }
    }

    private static SentPacket sent(WireEvent event) {
        List<String> notes = new ArrayList<>();
        for (FaultEffect effect : event.effects()) {
            if (effect instanceof FaultEffect.Corrupted) {
                notes.add("corrupted");
            }
        }
        return new SentPacket(event.number(), event.epochNanos(), event.pair().from(), event.pair().to(),
                LinkType.ETHERNET, event.bytes(), Optional.ofNullable(event.dropped()).map(LadderWatch::word),
                notes);
    }

    private void row(long now, LadderArrow arrow, String row) {
        if (now - secondBegan >= SECOND) {
            reportOmissions();
            secondBegan = now;
            rowsInSecond = 0;
        }
        rowsInSecond++;
        if (rowsInSecond > MAX_ROWS_PER_SECOND) {
            skipped++;
            return;
        }
        if (rowsSinceHeading >= ROWS_PER_HEADING) {
            diagram.heading().forEach(rows);
            rowsSinceHeading = 0;
        }
        rowsSinceHeading++;
        rows.accept(row);
        arrow.reason().ifPresent(reason -> rows.accept(diagram.reason(reason)));
    }

    private void reportOmissions() {
        if (skipped > 0) {
            rows.accept(diagram.skipped(skipped, MAX_ROWS_PER_SECOND));
            skipped = 0;
        }
        long lost = missed.getAndSet(0);
        if (lost > 0) {
            rows.accept(diagram.missed(lost));
        }
    }

    /** Returns the reason in a word or two, to stand beside an arrow. */
    private static String word(DropReason reason) {
        return switch (reason) {
            case LOSS -> "lost";
            case BURST_LOSS -> "lost (burst)";
            case CUT -> "cut";
            case QUEUE_FULL -> "queue full";
            case TOO_BIG -> "too big";
            case OVERLOAD -> "overload";
        };
    }

    /** Draws the remaining events and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(1000);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
