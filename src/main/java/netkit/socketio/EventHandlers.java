package netkit.socketio;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The registered handlers of events, in the order of their registration. Thread-safe. */
final class EventHandlers<S> {
    private record Entry<S>(EventHandler<? super S> handler, boolean once) {}

    private final Map<String, List<Entry<S>>> byEvent = new ConcurrentHashMap<>();
    private final List<AnyEventHandler<? super S>> any = new CopyOnWriteArrayList<>();
    private final List<AnyEventHandler<? super S>> outgoing = new CopyOnWriteArrayList<>();

    void add(String event, EventHandler<? super S> handler, boolean once) {
        byEvent.computeIfAbsent(event, _ -> new CopyOnWriteArrayList<>()).add(new Entry<>(handler, once));
    }

    List<AnyEventHandler<? super S>> any() {
        return any;
    }

    /** Returns the handlers of all events that are sent. */
    List<AnyEventHandler<? super S>> outgoing() {
        return outgoing;
    }

    void remove(String event) {
        byEvent.remove(event);
    }

    void remove(String event, EventHandler<? super S> handler) {
        byEvent.getOrDefault(event, new CopyOnWriteArrayList<>()).removeIf(entry -> entry.handler == handler);
    }

    /** Calls handlers, all of them even if some fail, and rethrows the first exception at the end. */
    static <S> void callAll(List<AnyEventHandler<? super S>> handlers, S socket, String event,
            Arguments args) {
        ErrorCollector errors = new ErrorCollector();
        handlers.forEach(handler -> errors.run(() -> handler.handle(socket, event, args)));
        errors.rethrow();
    }

    /** Calls all handlers of an event, even if some fail, and rethrows the first exception at the end. */
    void call(S socket, String event, Arguments args, Ack ack) {
        ErrorCollector errors = new ErrorCollector();
        errors.run(() -> callAll(any, socket, event, args));
        List<Entry<S>> entries = byEvent.getOrDefault(event, List.of());
        for (Entry<S> entry : entries) {
            if (!entry.once || entries.remove(entry)) {
                errors.run(() -> entry.handler.handle(socket, args, ack));
            }
        }
        errors.rethrow();
    }
}
