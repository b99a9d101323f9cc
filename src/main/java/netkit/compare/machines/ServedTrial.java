package netkit.compare.machines;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntConsumer;

import com.google.gson.JsonArray;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.TrialClock;
import netkit.compare.link.Inbox;
import netkit.compare.link.Link;
import netkit.compare.link.LinkContext;
import netkit.compare.link.ReceivingProgram;
import netkit.compare.link.RemoteEnd;
import netkit.compare.link.SendingProgram;
import netkit.compare.scenario.Direction;
import netkit.compare.scenario.Scenario;
import netkit.lab.Testbed;
import netkit.lab.relay.RelayEntrance;
import netkit.lab.relay.RelayTestbed;
import netkit.lab.wire.WireChange;
import netkit.lab.wire.WireSettings;

/** alice's half of a trial, whose other half is on the client's machine: her end of the link, and her ledgers. */
final class ServedTrial implements Closeable {
    /** How often bob's machine is asked; only the receiver, which is there, does that. */
    private static final Duration NOT_USED = Duration.ofSeconds(1);

    private final TrialRequest request;
    private final TrialPorts.Lease ports;
    private final TrialClock clock = new TrialClock();
    private final Ledger toBob;
    private final Ledger toAlice;
    private final ReceivingProgram alice;
    private final RemoteEnd bob;
    private final Testbed bed;
    private final Link link;
    private final SendingProgram sending;

    /**
     * Opens alice's end.
     *
     * @param here this machine's address, as the client sees it
     * @param client the client's address; no other may connect
     */
    ServedTrial(TrialRequest request, InetAddress here, InetAddress client, TrialPorts.Lease ports)
            throws IOException {
        this.request = request;
        this.ports = ports;
        int messages = request.workload().messages();
        toBob = new Ledger(messages);
        toAlice = new Ledger(messages);
        alice = new ReceivingProgram(new ReceivingProgram.State(request.duplicatePolicy()),
                request.workload(),
                request.trialBack(), toAlice, clock);
        bob = new RemoteEnd(client, here);
        sending = new SendingProgram(request.workload(), request.trial(), toBob, clock);
        bed = request.relay()
                ? new RelayTestbed(Scenario.HOSTS, request.seed(),
                        new RelayEntrance(here, ports::take, client::equals))
                : MachineTestbed.at(here, ports::take);
        try {
            link = request.transport()
                    .open(new LinkContext(bed, request.trial(), request.workload(), request.seed(),
                            acknowledged(toBob),
                            request.bothWays()
                                    ? Optional.of(new LinkContext.Back(request.trialBack(), alice, _ -> {}))
                                    : Optional.empty(),
                            NOT_USED, Optional.empty(), Optional.of(bob), LinkContext.Losses.NONE));
        } catch (IOException | RuntimeException e) {
            bed.close();
            ports.giveBack();
            throw e;
        }
    }

    private IntConsumer acknowledged(Ledger ledger) {
        return number -> ledger.reached(Stage.ACKNOWLEDGED, number, clock.now());
    }

    /** Returns the ports to which bob connects, or sends. */
    JsonArray ports() throws IOException {
        JsonArray all = new JsonArray();
        for (InetSocketAddress address : link.addresses()) {
            InetSocketAddress reached = switch (request.transport().socketType()) {
                case STREAM -> bed.tcpAddress(bed.places().get(1), address);
                case DATAGRAM -> bed.udpAddress(bed.places().get(1), address);
            };
            all.add(reached.getPort());
        }
        return all;
    }

    /**
     * Waits for bob's connection, and offers all messages.
     *
     * @param offered receives now and then how many
     */
    void send(IntConsumer offered) throws IOException, InterruptedException {
        link.start(Inbox.NONE);
        clock.start();
        sending.run(link::send, offered);
    }

    /** Returns the {@link System#nanoTime} from which its ledgers count. */
    long startedAt() {
        return clock.startedAt();
    }

    Duration sendingTime() {
        return sending.time();
    }

    RemoteEnd bob() {
        return bob;
    }

    /** @throws IOException with one line, if no relay injects faults here */
    void setWire(String settings) throws IOException {
        WireSettings clear = WireSettings.clear(Scenario.HOSTS);
        try {
            bed.set(WireChange.parse(settings).applyTo(clear));
        } catch (IllegalArgumentException e) {
            throw new ControlException(e.getMessage());
        }
    }

    void finish(Duration atMost) throws IOException, InterruptedException {
        link.finish(atMost);
    }

    Ledger ledger(Direction direction) {
        return switch (direction) {
            case TO_BOB -> toBob;
            case TO_ALICE -> toAlice;
        };
    }

    @Override
    public void close() throws IOException {
        alice.stop();
        bob.stopped(true);
        try (bed) {
            link.close();
        } finally {
            ports.giveBack();
        }
    }
}
