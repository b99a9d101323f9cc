package netkit.cli.sio;

import java.util.List;
import java.util.function.Consumer;

import com.google.gson.JsonObject;

import netkit.engineio.TraceQueue;
import netkit.net.PrintableText;
import netkit.net.SerialExecutor;
import netkit.report.Json;
import netkit.socketio.Arguments;

/**
 * The output of {@code sio-client}: received events and acknowledgements, and notes about the connection. All lines pass
 * one queue, which keeps their order; a platform thread prints them, since a terminal that stands still would occupy the
 * carrier of a virtual one. With a trace, what finds no room in the queue is dropped and counted, so that the connection
 * lives on; otherwise the sender of the events is slowed down.
 */
final class SioOutput {
    /** The output format of events and acknowledgements. */
    enum Form {
        TEXT, JSON, TRACE
    }

    /** Version of the JSON lines that {@code --json} prints. */
    private static final int SCHEMA = 1;

    private final Form form;
    private final Consumer<String> results;
    private final Consumer<String> notes;
    private final SerialExecutor printer = new SerialExecutor(
            Thread.ofPlatform().daemon().name("printer").factory());
    private final TraceQueue trace;

    /**
     * @param results receives data from the server, as groups of lines that belong together, separated by line ends
     * @param notes receives lines about the connection
     */
    SioOutput(Form form, Consumer<String> results, Consumer<String> notes) {
        this.form = form;
        this.results = results;
        this.notes = notes;
        this.trace = form == Form.TRACE ? new TraceQueue(new SioTrace(results), printer) : TraceQueue.NONE;
    }

    /** Returns the trace, for the options of the connection. */
    TraceQueue trace() {
        return trace;
    }

    boolean isTrace() {
        return form == Form.TRACE;
    }

    void event(String namespace, String event, Arguments args) {
        print(namespace, "event", event, args, SioArguments.event(event, args.values()));
    }

    /** @param event whose acknowledgement has the arguments */
    void acknowledgement(String namespace, String event, Arguments args) {
        String text = "ack of " + SioArguments.event(event, List.of()) + ": "
                + SioArguments.values(args.values());
        print(namespace, "ackOf", event, args, text.stripTrailing());
    }

    private void print(String namespace, String kind, String event, Arguments args, String text) {
        String line = namespace.equals("/") ? text : PrintableText.escapeControls(namespace) + " " + text;
        switch (form) {
            case TEXT -> print(line);
            case TRACE -> trace.add(line.length(), _ -> results.accept(line));
            case JSON -> {
                JsonObject json = new JsonObject();
                json.addProperty("schema", SCHEMA);
                json.addProperty("namespace", namespace);
                json.addProperty(kind, event);
                json.add("args", SioArguments.json(args.values()));
                print(Json.line(json));
            }
        }
    }

    private void print(String line) {
        printer.executeBlocking(line.length(), () -> results.accept(line));
    }

    /** Prints a line about the connection, without control characters. */
    void note(String line) {
        String safe = PrintableText.escapeControls(line);
        printer.execute(() -> notes.accept(safe));
    }

    /** Waits until every line is printed. */
    void flush() throws InterruptedException {
        trace.flush();
        printer.dispatch();
    }
}
