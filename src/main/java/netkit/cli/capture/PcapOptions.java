package netkit.cli.capture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.IntSupplier;

import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

import netkit.cli.option.Usage;

/** The options of each command that opens connections: a capture of its own packets. */
public final class PcapOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--pcap", paramLabel = "FILE", //
            description = "Capture the packets of this command's own connections to FILE (pcapng) for 'netkit dissect'"
                    + " or Wireshark (default: no capture).")
    Path file;

    @Option(names = "--pcap-from", paramLabel = "SOURCE", //
            description = "Where --pcap gets packets: kernel (real ones, through dumpcap or tcpdump), sockets"
                    + " (reconstructed from what this command reads and writes) or best (kernel if this user may"
                    + " capture, otherwise sockets; default).")
    OwnCapture.Source source;

    /** Runs a command, with a capture of its connections if it has these options and they ask for one. */
    public static int around(ParseResult parsed, IntSupplier command) {
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        for (CommandSpec mixin : last.commandSpec().mixins().values()) {
            if (mixin.userObject() instanceof PcapOptions options) {
                return options.around(command);
            }
        }
        return command.getAsInt();
    }

    private int around(IntSupplier command) {
        Usage.check(spec, source == null || file != null, "--pcap-from needs --pcap FILE");
        if (file == null) {
            return command.getAsInt();
        }
        try (OwnCapture capture = OwnCapture.start(file, source == null ? OwnCapture.Source.BEST : source,
                this::note)) {
            try {
                return command.getAsInt();
            } catch (ExecutionException e) {
                throw capture.failure() == null ? e
                        : new ExecutionException(spec.commandLine(), capture.failure().getMessage(),
                                capture.failure());
            }
        } catch (IOException e) {
            throw new ExecutionException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void note(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }
}
