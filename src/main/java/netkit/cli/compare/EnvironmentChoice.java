package netkit.cli.compare;

import java.io.IOException;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.lab.LabRelaunch;
import netkit.compare.Experiment;
import netkit.compare.link.Transport;
import netkit.compare.machines.RemoteTrial.Relay;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;
import netkit.lab.Lab;
import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabUnavailableException;
import netkit.net.Endpoint;
import netkit.queue.QueueUrl;

/**
 * The environment that a comparison runs in: the requested one, else the lab if this machine allows it, else relays.
 *
 * @param line names it and says what it means for the results
 */
record EnvironmentChoice(Environment environment, String line) {
    private static final String RELAYS = "on relays above the sockets: they drop, duplicate and delay datagrams, and stop"
            + " or delay streams; packet faults do not exist for TCP here";

    @FunctionalInterface
    interface Work {
        int run(EnvironmentChoice choice) throws Exception;
    }

    static EnvironmentChoice of(Environment environment) {
        return new EnvironmentChoice(environment, switch (environment) {
            case LAB ->
                "in the lab: two hosts, alice and bob, and a link that injects faults into real packets";
            case RELAY -> RELAYS;
            case LOOPBACK ->
                "on the loopback address: nothing is between the programs, so only they can fail";
            case MACHINES -> throw new IllegalStateException("see betweenMachines");
        });
    }

    /** @param alice the address of the serving side */
    static EnvironmentChoice betweenMachines(Endpoint alice, Relay relay) {
        return new EnvironmentChoice(Environment.MACHINES,
                "between two machines: alice, who sends, is " + alice
                        + "; bob, who receives, is this one; " + switch (relay) {
                            case ALICE -> "a relay at alice injects faults above the sockets";
                            case BOB -> "a relay at bob injects faults above the sockets";
                            case NONE -> "no faults are injected";
                        });
    }

    private static EnvironmentChoice fallback(LabUnavailableException e) {
        return new EnvironmentChoice(Environment.RELAY, RELAYS + "; " + e.getMessage());
    }

    /**
     * Runs the work in the requested environment, or in the best available one. For the lab, netkit starts itself again
     * inside it, with the same arguments, and with a tunnel to RabbitMQ if the plan needs one.
     *
     * @return the exit code
     * @throws LabUnavailableException if the lab was requested and this machine does not allow it
     */
    static int run(CommandSpec spec, Optional<Environment> wanted, Experiment plan, Work work)
            throws Exception {
        if (wanted.isPresent() && wanted.get() != Environment.LAB) {
            return work.run(of(wanted.get()));
        }
        if (LabEntry.isInside()) {
            return work.run(wanted.isPresent() ? of(Environment.LAB) : bestInside());
        }
        try {
            return LabRelaunch.inside(spec, () -> {
                throw new IllegalStateException("this process is not inside the lab");
            }, rabbitMq(plan));
        } catch (LabUnavailableException e) {
            if (wanted.isPresent()) {
                throw e;
            }
            return work.run(fallback(e));
        }
    }

    private static Optional<Endpoint> rabbitMq(Experiment plan) {
        return plan.rabbitMq().filter(_ -> plan.transports().contains(Transport.RABBITMQ))
                .map(QueueUrl::server);
    }

    /** The process is inside the namespaces, but a lab needs interfaces too. */
    private static EnvironmentChoice bestInside() throws IOException {
        try {
            Lab.open(Scenario.HOSTS, 0).close();
            return of(Environment.LAB);
        } catch (LabUnavailableException e) {
            return fallback(e);
        }
    }
}
