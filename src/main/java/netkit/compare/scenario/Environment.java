package netkit.compare.scenario;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import netkit.lab.Lab;
import netkit.lab.Testbed;
import netkit.lab.relay.SocketType;
import netkit.lab.relay.LoopbackTestbed;
import netkit.lab.relay.RelayTestbed;
import netkit.lab.wire.WireSettings;

/** The environment of an experiment: what connects the two programs. */
public enum Environment {
    /** Two hosts connected by a wire that injects faults into real packets. */
    LAB,
    /** Relays on the loopback address, above the sockets: they can drop, duplicate and delay datagrams, and delay or stop streams. */
    RELAY,
    /** The loopback address and nothing else: only programs can fail. */
    LOOPBACK,
    /** Two machines and the network between them; a relay at one of them injects the faults. */
    MACHINES;

    /** The environments of a single machine. */
    public static final List<Environment> OF_ONE_MACHINE = List.of(LAB, RELAY, LOOPBACK);

    /** @param seed the same seed and traffic produce the same faults */
    public Testbed open(long seed) throws IOException {
        return switch (this) {
            case LAB -> Lab.open(Scenario.HOSTS, seed);
            case RELAY -> new RelayTestbed(Scenario.HOSTS, seed);
            case LOOPBACK -> new LoopbackTestbed(Scenario.HOSTS);
            case MACHINES -> throw new IOException("alice is on another machine: add --to HOST:PORT");
        };
    }

    /** Returns why this environment cannot apply these wire settings to such sockets, or empty if it can. */
    public Optional<MissingReason> unsupported(SocketType socketType, WireSettings wire) {
        return switch (this) {
            case LAB -> Optional.empty();
            case RELAY, MACHINES -> RelayTestbed.refusal(socketType, wire)
                    .map(why -> new MissingReason("not above the socket", why));
            case LOOPBACK -> wire.equals(WireSettings.clear(Scenario.HOSTS)) ? Optional.empty()
                    : Optional.of(new MissingReason("no wire",
                            "The loopback address has no wire on which faults could be injected."));
        };
    }

    /** Returns the name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
