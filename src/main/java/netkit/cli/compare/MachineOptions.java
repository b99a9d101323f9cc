package netkit.cli.compare;

import java.time.Duration;

import netkit.cli.option.Usage;
import netkit.compare.machines.RemoteTrial.Relay;
import netkit.compare.machines.Token;
import netkit.net.Endpoint;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a comparison between two machines. */
final class MachineOptions {
    private static final String ANY_ADDRESS = "0.0.0.0";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--serve", paramLabel = "[HOST:]PORT",
            description = "Be alice, the sender, for a comparison between two machines: wait on this port for the other"
                    + " machine, which must know the token that is printed. The 48 ports after it are used while trials"
                    + " run (default of HOST: all addresses).")
    String serve;

    @Option(names = "--to", paramLabel = "HOST:PORT",
            description = "Be bob, the receiver: run the comparison with 'netkit compare --serve' at this address on"
                    + " another machine. The other options and the result are on this side.")
    String to;

    @Option(names = "--token", paramLabel = "TOKEN",
            description = "With --to: the token that --serve has printed. With --serve: a token of your own, of at least 12"
                    + " letters or digits (default: random).")
    String token;

    @Option(names = "--relay", paramLabel = "alice|bob|none", converter = RelayName.class,
            description = "Where a relay injects the faults of a scenario between two machines, or nowhere (default: bob).")
    Relay relay;

    @Option(names = "--max-time", paramLabel = "TIME",
            description = "With --serve: end an experiment that takes longer (default: 1h).")
    Duration maxTime;

    boolean serves() {
        return serve != null;
    }

    boolean connects() {
        return to != null;
    }

    Relay relay() {
        return relay == null ? Relay.BOB : relay;
    }

    /** Returns the address to serve at. */
    Endpoint serveAt() {
        return Usage.valid(spec, () -> {
            Endpoint typed = Endpoint.parse(serve);
            return serve.contains(":") ? typed : new Endpoint(ANY_ADDRESS, typed.port());
        });
    }

    Endpoint server() {
        Endpoint server = Usage.valid(spec, () -> Endpoint.parse(to));
        Usage.check(spec, to.contains(":"),
                "--to requires HOST:PORT, such as 192.0.2.7:5201, not '" + to + "'");
        return server;
    }

    Token token() {
        Usage.check(spec, token != null,
                "--to requires --token with the token that 'netkit compare --serve' has printed");
        return Usage.valid(spec, () -> Token.typed(token));
    }

    /** Returns the token of the serving side. */
    Token ownToken() {
        return token == null ? Token.random() : Usage.valid(spec, () -> Token.chosen(token));
    }

    /** @throws picocli.CommandLine.ParameterException if they do not fit together */
    void check(CompareOptions options) {
        Usage.check(spec, serve == null || to == null, "--serve and --to are for one machine each");
        Usage.check(spec, token == null || to != null || serve != null, "--token goes with --serve or --to");
        Usage.check(spec, relay == null || to != null, "--relay goes with --to");
        Usage.check(spec, maxTime == null || serve != null, "--max-time goes with --serve");
        Usage.checkMillis(spec, "--max-time", maxTime);
        if (serve != null || to != null) {
            String which = serve != null ? "--serve" : "--to";
            Usage.check(spec, options.on().isEmpty(), (options.captures().isPresent() ? "--pcap" : "--on")
                    + " is for one machine: leave it out, or " + which);
            Usage.check(spec, options.rabbitMq().isEmpty(),
                    "--rabbitmq is for one machine: leave it out, or " + which);
        }
    }

    static final class RelayName implements ITypeConverter<Relay> {
        @Override
        public Relay convert(String text) {
            return CompareNames.named(text, "a place for the relay", Relay.values());
        }
    }
}
