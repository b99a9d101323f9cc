package netkit.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import netkit.net.Endpoint;
import netkit.net.LineThrottle;
import netkit.net.Scheduler;

/** The log of what a server refuses: at most one line a second for each kind of refusal, since any client can cause them. */
final class RefusalLog {
    private final Consumer<String> log;
    private final Map<String, LineThrottle> kinds = new ConcurrentHashMap<>();

    RefusalLog(Consumer<String> log) {
        this.log = log;
    }

    /** @param kind what was refused, such as a status: few values are possible */
    void refused(Endpoint peer, String kind, String why) {
        kinds.computeIfAbsent(kind, _ -> new LineThrottle(Scheduler.SYSTEM, log))
                .line("refused " + peer + ": " + kind + why);
    }
}
