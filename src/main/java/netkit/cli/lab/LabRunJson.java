package netkit.cli.lab;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.lab.Host;
import netkit.lab.script.LabLine;
import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.wire.DirectionCount;
import netkit.lab.wire.HostCount;
import netkit.lab.wire.WireChange;

/** The recorder of a run for {@code --json}: keeps the events and passes them on to the screen. */
public final class LabRunJson implements LabRun.Observer {
    private static final int SCHEMA = 1;
    private static final int MAX_EVENTS = 100_000;

    private final LabScreen screen;
    private final long startedNanos = System.nanoTime();
    private final JsonArray events = new JsonArray();
    private long omitted;

    LabRunJson(LabScreen screen) {
        this.screen = screen;
    }

    List<LabProgram> programs() {
        return screen.programs();
    }

    private synchronized void event(String kind, LabProgram program, String text) {
        if (events.size() == MAX_EVENTS) {
            omitted++;
            return;
        }
        JsonObject event = new JsonObject();
        event.addProperty("seconds", (System.nanoTime() - startedNanos) / 1_000_000 / 1e3);
        event.addProperty("event", kind);
        if (program != null) {
            event.addProperty("host", program.host());
            event.addProperty("program", program.number());
        }
        if (text != null) {
            event.addProperty("text", text);
        }
        events.add(event);
    }

    @Override
    public void started(LabProgram program) {
        event("started", program, program.command().toString());
        screen.started(program);
    }

    @Override
    public void printed(LabProgram program, LabProgram.Output output, String line) {
        event(switch (output) {
            case STANDARD -> "output";
            case ERROR -> "error";
        }, program, line);
        screen.printed(program, output, line);
    }

    @Override
    public void ended(LabProgram program) {
        event("ended", program, null);
        screen.ended(program);
    }

    @Override
    public void typed(LabProgram program, String text) {
        event("typed", program, text);
        screen.typed(program, text);
    }

    @Override
    public void changed(WireChange change) {
        event("wire", null, change.toString());
        screen.changed(change);
    }

    @Override
    public void display(LabStep.Display display) throws IOException {
        screen.display(display);
    }

    @Override
    public void failed(LabLine line, String why) {
        screen.failed(line, why);
    }

    synchronized JsonObject json(LabSession session, LabRun.Ending ending, Optional<String> failure)
            throws IOException {
        JsonObject json = new JsonObject();
        json.addProperty("schema", SCHEMA);
        json.addProperty("succeeded", failure.isEmpty());
        json.addProperty("failure", failure.orElse(null));
        json.addProperty("ending", switch (ending) {
            case LabRun.Ending.Done _ -> "done";
            case LabRun.Ending.Interrupted _ -> "interrupted";
            case LabRun.Ending.TimedOut _ -> "timed-out";
            case LabRun.Ending.Failed _ -> "failed";
        });
        json.addProperty("seed", session.seed());
        json.addProperty("backend", value(session.lab().backend()));
        json.add("hosts", array(session.lab().hosts(), LabRunJson::host));
        json.add("programs", array(programs(), LabRunJson::program));
        json.add("wire", array(session.lab().wire().counts(), LabRunJson::direction));
        json.add("hostCounters", array(session.lab().wire().hostCounts(), LabRunJson::hostCounters));
        json.add("events", events);
        json.addProperty("eventsOmitted", omitted);
        return json;
    }

    /** Returns an enum constant as it is spelled in JSON: lower case with hyphens. */
    static String value(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <T> JsonArray array(List<T> all, Function<T, JsonObject> one) {
        JsonArray array = new JsonArray();
        all.forEach(each -> array.add(one.apply(each)));
        return array;
    }

    private static JsonObject host(Host host) {
        JsonObject json = new JsonObject();
        json.addProperty("name", host.name());
        json.addProperty("address", host.address().getHostAddress());
        json.addProperty("address6", host.address6().getHostAddress());
        return json;
    }

    private static JsonObject program(LabProgram program) {
        JsonObject json = new JsonObject();
        json.addProperty("number", program.number());
        json.addProperty("host", program.host());
        json.addProperty("command", program.command().toString());
        json.addProperty("serves", program.serves());
        json.addProperty("stopped", program.wasStopped());
        json.addProperty("exitCode", program.exitCode().isPresent() ? program.exitCode().getAsInt() : null);
        return json;
    }

    /** Returns the counters of one direction. */
    public static JsonObject direction(DirectionCount count) {
        JsonObject json = new JsonObject();
        json.addProperty("from", count.pair().from());
        json.addProperty("to", count.pair().to());
        json.addProperty("packets", count.packets());
        json.addProperty("bytes", count.bytes());
        json.addProperty("delivered", count.delivered());
        json.addProperty("deliveredBytes", count.deliveredBytes());
        JsonObject dropped = new JsonObject();
        count.dropped().forEach((reason, packets) -> dropped.addProperty(value(reason), packets));
        json.add("dropped", dropped);
        json.addProperty("duplicates", count.duplicated());
        json.addProperty("corrupted", count.corrupted());
        json.addProperty("heldBack", count.heldBack());
        json.addProperty("delayed", count.delayed());
        json.addProperty("retransmitted", count.retransmitted());
        json.addProperty("inFlight", count.inFlight());
        return json;
    }

    private static JsonObject hostCounters(HostCount count) {
        JsonObject json = new JsonObject();
        json.addProperty("host", count.host());
        json.addProperty("lostByKernel", count.lostByKernel());
        json.addProperty("refused", count.refused());
        json.addProperty("unknownDestination", count.unknownDestination());
        return json;
    }
}
