package netkit.compare.machines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.LongUnaryOperator;

import com.google.gson.JsonElement;

import netkit.compare.ledger.Ledger;
import netkit.compare.link.Inbox;
import netkit.compare.link.Link;
import netkit.compare.link.LinkContext;
import netkit.compare.link.ReceivingEnd;
import netkit.compare.link.Sending;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.lab.relay.RelayTestbed;
import netkit.lab.wire.WireSettings;

/**
 * A trial from bob's machine: bob's end of the link is here, alice's half is carried out by the serving side on request. To
 * the trial it is a link, and the program that sends over it.
 */
public final class RemoteTrial implements Link, Sending {
    /** Where the relay is that injects a scenario's faults. */
    public enum Relay {
        ALICE, BOB, NONE;

        /** Returns the name as it is typed. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MAX_ADDRESSES = 2;
    private static final int MAX_PORT = 65_535;

    private final ComparisonClient client;
    private final TrialRequest request;
    private final Testbed bed;
    private ReceivingEnd bob;
    private boolean hasStarted;
    private volatile boolean finishing;
    private volatile long startedAt;
    private volatile Duration time = Duration.ZERO;
    private volatile IOException failure;

    private RemoteTrial(ComparisonClient client, TrialRequest request, Testbed bed) {
        this.client = client;
        this.request = request;
        this.bed = bed;
    }

    /** Returns the network as this machine sees it, perhaps with a relay. */
    public static Testbed bed(ComparisonClient client, int key, long seed, Relay relay) {
        Testbed here = MachineTestbed.at(client.ownAddress(), () -> 0);
        return switch (relay) {
            case NONE -> here;
            case BOB -> new RelayTestbed(Scenario.HOSTS, seed);
            case ALICE -> new RelayAtAlice(here, client, key);
        };
    }

    /** The network with a relay on alice's machine. */
    private static final class RelayAtAlice implements Testbed {
        private final Testbed here;
        private final ComparisonClient client;
        private final int key;
        private volatile WireSettings settings;

        RelayAtAlice(Testbed here, ComparisonClient client, int key) {
            this.here = here;
            this.client = client;
            this.key = key;
            this.settings = here.settings();
        }

        @Override
        public List<? extends Place> places() {
            return here.places();
        }

        @Override
        public WireSettings settings() {
            return settings;
        }

        @Override
        public void set(WireSettings changed) throws IOException {
            try {
                client.request("wire",
                        new ControlLine().with("trial", key).with("settings", changed.toString()));
                settings = changed;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while changing the faults");
            }
        }

        @Override
        public boolean isIdle() {
            return true; // alice's end waits for that
        }

        @Override
        public void close() throws IOException {
            here.close();
        }
    }

    /** Opens alice's half on the serving side, and bob's end here. */
    public static RemoteTrial open(ComparisonClient client, TrialRequest request, LinkContext context)
            throws IOException, InterruptedException {
        ControlLine opened = client.request("open", request.line());
        RemoteTrial trial = new RemoteTrial(client, request, context.bed());
        try {
            List<InetSocketAddress> alice = new ArrayList<>();
            for (JsonElement port : opened.array("ports", MAX_ADDRESSES)) {
                alice.add(trial.path(client.at((int) ControlLine.number(port, "a port", 1, MAX_PORT))));
            }
            if (alice.isEmpty()) {
                throw new ControlException("the serving side has opened no port");
            }
            trial.bob = request.transport().openReceiver(context, alice, () -> trial.finishing);
            return trial;
        } catch (IOException | RuntimeException e) {
            trial.closeAlice();
            throw e;
        }
    }

    private InetSocketAddress path(InetSocketAddress alice) throws IOException {
        Place bobs = bed.places().get(1);
        return switch (request.transport().socketType()) {
            case STREAM -> bed.tcpAddress(bobs, alice);
            case DATAGRAM -> bed.udpAddress(bobs, alice);
        };
    }

    private ControlLine parameters() {
        return new ControlLine().with("trial", request.key());
    }

    // ---- bob's program

    @Override
    public Receiver start(Inbox inbox) throws IOException {
        Receiver program = bob.start(inbox);
        if (hasStarted) {
            tell("returns", parameters());
        }
        hasStarted = true;
        return new Receiver() {
            @Override
            public void send(int number, byte[] message) throws IOException {
                program.send(number, message);
            }

            @Override
            public void quit() {
                program.quit();
                left(false);
            }

            @Override
            public void kill() {
                program.kill();
                left(true);
            }

            @Override
            public void reset() {
                program.reset();
            }
        };
    }

    private void left(boolean killed) {
        try {
            tell("leaves", parameters().with("killed", killed));
        } catch (IOException e) {
            failure = e;
        }
    }

    private void tell(String what, ControlLine line) throws IOException {
        try {
            client.request(what, line);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted");
        }
    }

    // ---- alice's program

    @Override
    public void send(int number, byte[] message) throws IOException {
        throw new IOException("alice sends on her own machine");
    }

    @Override
    public void run(Send to, IntConsumer offered) throws InterruptedException {
        client.onOffered(request.key(), offered);
        offered.accept(0);
        try {
            ControlLine sent = client.request("send", parameters());
            startedAt = sent.number("started", Long.MIN_VALUE, Long.MAX_VALUE);
            time = Duration.ofNanos(sent.number("nanos", 0, Long.MAX_VALUE));
        } catch (IOException e) {
            failure = e;
        } finally {
            client.forget(request.key());
        }
    }

    @Override
    public Duration time() {
        return time;
    }

    // ---- the end

    @Override
    public void finish(Duration atMost) throws IOException, InterruptedException {
        if (failure != null) {
            throw failure;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        bob.awaitSent(atMost);
        finishing = true; // before alice's end can arrive
        CompletableFuture<ComparisonClient.Reply> finished = client.begin("finish",
                parameters().with("millis", atMost.toMillis()));
        if (bob.receivesEnd()) {
            awaitEnd(deadline);
            client.await(finished);
        } else {
            client.await(finished);
            awaitEnd(deadline);
        }
    }

    private void awaitEnd(long deadline) throws IOException, InterruptedException {
        try {
            bob.awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        } finally {
            tell("ended", parameters());
        }
    }

    /**
     * Adds alice's ledger of a direction to bob's.
     *
     * @param onThisClock converts a time from the start of alice's trial
     */
    public void addLedger(Direction direction, Ledger bobs, LongUnaryOperator onThisClock)
            throws IOException, InterruptedException {
        int messages = bobs.messages();
        for (int from = 0; from < messages; from += LedgerLines.PART) {
            ControlLine part = client.request("ledger", parameters()
                    .with("back", direction == Direction.TO_ALICE).with("from", from));
            List<JsonElement> entries = part.array("entries", LedgerLines.PART);
            if (entries.size() != Math.min(LedgerLines.PART, messages - from)) {
                throw new ControlException("alice's ledger is not complete");
            }
            for (JsonElement entry : entries) {
                bobs.add(LedgerLines.entry(entry, messages), onThisClock);
            }
            if (from == 0) {
                bobs.addInvalid(part.number("invalid", 0, Long.MAX_VALUE));
            }
        }
    }

    /** Returns the {@link System#nanoTime} of alice's machine from which her ledgers count. */
    public long startedAt() {
        return startedAt;
    }

    private void closeAlice() {
        try {
            client.request("close", parameters()); // its ports are free before the next trial begins
        } catch (IOException _) {
            // the serving side closes it with the connection
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        bob.kill();
        closeAlice();
    }
}
