package netkit.cli.compare;

import java.io.IOException;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.lab.LabRelaunch;
import netkit.compare.Experiment;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.compare.scenario.Environment;
import netkit.lab.Lab;
import netkit.lab.namespace.LabEntry;
import netkit.lab.namespace.LabUnavailableException;
import netkit.net.Endpoint;
import netkit.queue.QueueUrl;

/**
 * On what a comparison is run: where it was not said, in the lab where this machine allows one, else on relays.
 *
 * @param line says which, and what that means for the results
 */
record EnvironmentChoice(Environment environment, String line) {
    private static final String RELAYS = "on relays above the sockets: they drop, copy and delay datagrams, and stop or"
            + " delay streams; faults of packets do not exist for TCP here";

    @FunctionalInterface
    interface Work {
        int run(EnvironmentChoice choice) throws Exception;
    }

    static EnvironmentChoice of(Environment environment) {
        return new EnvironmentChoice(environment, switch (environment) {
            case LAB ->
                "on the lab: two hosts, alice and bob, and real packets through a wire that does the harm";
            case RELAY -> RELAYS;
            case LOOPBACK ->
                "on the loopback address: nothing is between the programs, so only these can fail";
        });
    }

    private static EnvironmentChoice instead(LabUnavailableException e) {
        return new EnvironmentChoice(Environment.RELAY, RELAYS + "; " + e.getMessage());
    }

    /**
     * Does the work on this ground, or on the best that there is. In the lab it is another netkit that does it, with the
     * same arguments, and with a tunnel to RabbitMQ if the plan has need of it.
     *
     * @return the exit code
     * @throws LabUnavailableException if it must be the lab, and this machine allows none
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
                throw new IllegalStateException("this netkit is outside");
            }, rabbitMq(plan));
        } catch (LabUnavailableException e) {
            if (wanted.isPresent()) {
                throw e;
            }
            return work.run(instead(e));
        }
    }

    private static Optional<Endpoint> rabbitMq(Experiment plan) {
        return plan.rabbitMq().filter(_ -> plan.transports().contains(Transport.RABBITMQ))
                .map(QueueUrl::server);
    }

    /** The way in is open, but a lab needs interfaces too. */
    private static EnvironmentChoice bestInside() throws IOException {
        try {
            Lab.open(Scenario.HOSTS, 0).close();
            return of(Environment.LAB);
        } catch (LabUnavailableException e) {
            return instead(e);
        }
    }

    /** The experiment on this ground. */
    Experiment on(Experiment plan) {
        return new Experiment(environment, plan.workload(), plan.scenarios(), plan.transports(), plan.seed(),
                plan.duplicatePolicy(), plan.sideBySide(), plan.rabbitMq(), plan.captures());
    }
}
