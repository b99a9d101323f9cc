package netkit.cli.sio;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.capture.PcapOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.StoppableWork;
import netkit.net.PrintableText;
import netkit.net.Spelling;
import netkit.report.Json;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/** {@code netkit sio-emit}: performs a form of emit with real clients, and draws which of them receive the event. */
@Command(name = "sio-emit", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Show which clients receive each form of a Socket.IO emit.",
            "Starts a server on a free port of loopback, connects a few clients, performs the form, and draws which"
                    + " of them received the event, how often, and what they acknowledged. Without FORM, it performs"
                    + " all forms and prints a table.",
            "",
            "Forms: socket, id, all, room, rooms, except, room-except, broadcast, broadcast-room, broadcast-rooms,"
                    + " broadcast-except, namespace, namespace-room, local, volatile, ack, ack-timeout, acks,"
                    + " acks-timeout, client, client-ack, fetch, server-side, server-side-ack, join, leave, disconnect.",
            ""}, //
        footerHeading = "%nExamples:%n", footer = {"  netkit sio-emit", "  netkit sio-emit rooms",
            "  netkit sio-emit acks-timeout --timeout 2s --json",
            "  netkit sio-emit server-side --bus redis://127.0.0.1:6379"})
public final class SioEmitCommand implements Callable<Integer> {
    private static final int SCHEMA = 1;

    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "FORM", arity = "0..1", description = "Form to perform (default: all).")
    String form;

    @Option(names = "--bus", paramLabel = "URL", //
            description = "Add a second server, joined to the first through this Redis, with two clients:"
                    + " redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT (default: one server).")
    String bus;

    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "500ms", //
            description = "Time to wait for acknowledgements in ack-timeout and acks-timeout; more if one that is sent"
                    + " needs more (default: ${DEFAULT-VALUE}).")
    Duration timeout;

    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Mixin
    PcapOptions pcap;

    @Override
    public Integer call() throws IOException {
        List<EmitForm> forms = form == null ? List.of(EmitForm.values()) : List.of(named());
        Usage.checkMillis(spec, "--timeout", timeout);
        Optional<RedisUrl> redis = Usage.valid(spec, () -> Optional.ofNullable(bus).map(RedisUrl::parse));
        List<EmitResult> results = new ArrayList<>();
        try (Log log = new Log(spec.commandLine().getErr());
                StoppableWork work = new StoppableWork(() -> measure(forms, redis, log, results))) {
            if (work.await(StoppableWork.FOR_EVER) == StoppableWork.Ending.INTERRUPTED) {
                return ExitCode.INTERRUPTED;
            }
        }
        print(results);
        return ExitCode.DONE;
    }

    private EmitForm named() {
        return EmitForm.named(form).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "'" + PrintableText.escapeControls(form) + "' is not a form of emit"
                        + Spelling.nearest(form, EmitForm.names()).map(near -> "; did you mean " + near + "?")
                                .orElse("")));
    }

    private void measure(List<EmitForm> forms, Optional<RedisUrl> redis, Log log, List<EmitResult> results)
            throws IOException, InterruptedException {
        RedisBus.Listener listener = new RedisBus.Listener() {
            @Override
            public void lost(String cause) {
                log.line("the connection to Redis is lost: " + cause);
            }

            @Override
            public void back(long dropped) {
                log.line("the connection to Redis is back");
            }
        };
        try (EmitStage stage = new EmitStage(new NetkitEmitServers(redis, listener))) {
            for (EmitForm each : forms) {
                results.add(stage.perform(each, timeout));
            }
        }
    }

    private void print(List<EmitResult> results) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, new Result(SCHEMA, results.getFirst().received().keySet(),
                    results.stream().map(Form::of).toList()));
        } else if (form != null) {
            EmitDrawing.lines(results.getFirst()).forEach(out::println);
        } else {
            EmitTable.lines(results).forEach(out::println);
        }
        out.flush();
    }

    /** The form for JSON. */
    private record Result(int schema, Set<EmitMember.Profile> members, List<Form> forms) {}

    /**
     * @param received events of each member by its name
     * @param values of acknowledgements, or names of those that were found
     */
    private record Form(String form, String java, String javaScript, Map<String, Integer> received,
            List<String> disconnected, Set<String> servers, List<String> values, boolean complete) {
        static Form of(EmitResult result) {
            Map<String, Integer> received = new LinkedHashMap<>();
            result.received().forEach((member, count) -> received.put(member.name(), count));
            return new Form(result.form().toString(), result.form().java(), result.form().javaScript(),
                    received,
                    result.disconnected().stream().map(EmitMember.Profile::name).toList(), result.servers(),
                    result.outcome().values(), result.outcome().isComplete());
        }
    }
}
