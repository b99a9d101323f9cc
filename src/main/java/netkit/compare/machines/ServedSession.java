package netkit.compare.machines;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

import netkit.compare.scenario.Direction;
import netkit.net.Scheduler;

/**
 * One experiment of a client on the serving side: it reads the client's requests, and carries out alice's half. What breaks
 * the protocol, or takes too long, ends it with one line at both ends.
 */
final class ServedSession implements Closeable {
    /** Longest line of a client. */
    private static final int MAX_LINE = 8 * 1024;
    /** Requests that are carried out at the same time. */
    private static final int MAX_REQUESTS = 4 * TrialPorts.TRIALS;
    private static final Duration LONGEST_FINISH = Duration.ofMinutes(30);
    private static final long BETWEEN_NEWS_NANOS = 100_000_000;

    private final ControlConnection connection;
    private final ServingLimits limits;
    private final TrialPorts ports;
    private final Map<Integer, ServedTrial> trials = new ConcurrentHashMap<>();
    private final Semaphore requests = new Semaphore(MAX_REQUESTS);
    private final ExecutorService threads = Executors
            .newThreadPerTaskExecutor(Thread.ofPlatform().daemon().name("compare ", 0).factory());
    /** Why this end has ended it. */
    private final AtomicReference<String> reason = new AtomicReference<>();
    private int count;

    ServedSession(ControlConnection connection, ServingLimits limits, TrialPorts ports) {
        this.connection = connection;
        this.limits = limits;
        this.ports = ports;
    }

    /** Serves the client until one end ends it; returns how it ended, in words. */
    String run() throws IOException {
        Scheduler.Timer time = Scheduler.SYSTEM.after(limits.session(),
                () -> cutLater("an experiment may take " + limits.session().toSeconds() + " s"));
        Scheduler.Timer silence = Scheduler.Timer.NONE;
        try {
            while (true) {
                silence = Scheduler.SYSTEM.after(limits.silence(),
                        () -> cutLater("nothing was heard for " + limits.silence().toSeconds() + " s"));
                ControlLine line = connection.read(MAX_LINE);
                silence.cancel();
                if (line.has("bye")) {
                    return line.flag("done") ? "finished" + trialsRun() : "stopped at the other end";
                }
                take(line);
            }
        } catch (ControlException e) {
            cut(e.getMessage());
            return cutOff();
        } catch (EOFException e) {
            return reason.get() != null ? cutOff() : "went away";
        } catch (IOException e) {
            return reason.get() != null ? cutOff() : "went away: " + e.getMessage();
        } finally {
            time.cancel();
            silence.cancel();
        }
    }

    private String trialsRun() {
        return ", after " + count + (count == 1 ? " trial" : " trials");
    }

    private String cutOff() {
        return "was cut off: " + reason.get();
    }

    /** The scheduler's thread must not block. */
    private void cutLater(String why) {
        Thread.ofPlatform().daemon().name("cut off").start(() -> cut(why));
    }

    /** Ends it, with this line to the client. */
    void cut(String why) {
        if (reason.compareAndSet(null, why)) {
            connection.end(new ControlLine().with("end", why));
        }
    }

    /** Handles a request. The clock is read here, since each step more would count as time on the way. */
    private void take(ControlLine line) throws IOException {
        long id = line.number("id", 0, Long.MAX_VALUE);
        String what = line.text("do");
        if (what.equals("clock")) {
            connection.write(
                    reply(id).with("received", connection.receivedAt()).with("sent", System.nanoTime()));
            return;
        }
        if (!requests.tryAcquire()) {
            throw new ControlException("more than " + MAX_REQUESTS + " requests at once");
        }
        threads.execute(() -> {
            try {
                answer(id, what, line);
            } finally {
                requests.release();
            }
        });
    }

    private static ControlLine reply(long id) {
        return new ControlLine().with("id", id);
    }

    private void answer(long id, String what, ControlLine line) {
        ControlLine answer;
        try {
            answer = perform(reply(id), what, line);
        } catch (InterruptedException _) {
            return; // the session is over
        } catch (IOException e) {
            answer = reply(id).with("error", e.getMessage() == null ? e.toString() : e.getMessage());
        } catch (RuntimeException | Error e) {
            answer = reply(id).with("error", "the serving side failed: " + e);
        }
        try {
            connection.write(answer);
        } catch (IOException _) {
            // the thread that reads notices that, too
        }
    }

    private ControlLine perform(ControlLine reply, String what, ControlLine line)
            throws IOException, InterruptedException {
        if (what.equals("open")) {
            return reply.with("ports", open(TrialRequest.of(line, limits)).ports());
        }
        int number = (int) line.number("trial", 0, Integer.MAX_VALUE);
        ServedTrial trial = Optional.ofNullable(trials.get(number))
                .orElseThrow(() -> new ControlException("there is no trial " + number));
        switch (what) {
            case "send" -> {
                trial.send(news(number));
                return reply.with("started", trial.startedAt()).with("nanos", trial.sendingTime().toNanos());
            }
            case "wire" -> trial.setWire(line.text("settings"));
            case "leaves" -> trial.bob().stopped(line.flag("killed"));
            case "returns" -> trial.bob().returned();
            case "ended" -> trial.bob().ended();
            case "finish" -> trial
                    .finish(Duration.ofMillis(line.number("millis", 1, LONGEST_FINISH.toMillis())));
            case "ledger" -> {
                Direction direction = line.flag("back") ? Direction.TO_ALICE : Direction.TO_BOB;
                int from = (int) line.number("from", 0, limits.messages());
                return reply.with("invalid", trial.ledger(direction).invalidArrivals())
                        .with("entries", LedgerLines.entries(trial.ledger(direction), from));
            }
            case "close" -> {
                trials.remove(number);
                trial.close();
            }
            default -> throw new ControlException("there is no request '" + what + "'");
        }
        return reply;
    }

    private synchronized ServedTrial open(TrialRequest request) throws IOException {
        if (trials.size() >= TrialPorts.TRIALS) {
            throw new ControlException("at most " + TrialPorts.TRIALS + " trials run at once");
        }
        if (trials.containsKey(request.key())) {
            throw new ControlException("trial " + request.key() + " is open already");
        }
        ServedTrial trial = new ServedTrial(request, connection.ownAddress(), connection.peerAddress(),
                ports.lease());
        trials.put(request.key(), trial);
        count++;
        return trial;
    }

    /** Returns what tells the client, not too often, how many messages have been offered. */
    private IntConsumer news(int trial) {
        long[] last = {System.nanoTime()};
        return offered -> {
            long now = System.nanoTime();
            if (now - last[0] >= BETWEEN_NEWS_NANOS) {
                last[0] = now;
                try {
                    connection.write(new ControlLine().with("trial", trial).with("offered", offered));
                } catch (IOException _) {
                    // the thread that reads notices that, too
                }
            }
        };
    }

    /** Ends all trials. */
    @Override
    public void close() {
        connection.close();
        threads.shutdownNow();
        for (ServedTrial trial : List.copyOf(trials.values())) {
            try {
                trial.close();
            } catch (IOException _) {
                // nothing more can be done
            }
        }
        threads.close();
    }
}
