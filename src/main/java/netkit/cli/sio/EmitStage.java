package netkit.cli.sio;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import netkit.cli.sio.EmitMember.Profile;
import netkit.engineio.EngineTransport;

/**
 * Servers and their members, real clients over real sockets, on which forms of emit are performed and measured. After
 * each form every client is sent a mark, which comes after all events of that form.
 */
final class EmitStage implements Closeable {
    private static final Duration READY_INTERVAL = Duration.ofMillis(50);

    /** Those of the first server, then those of the second. */
    private static final List<Profile> PROFILES = List.of(
            new Profile("ann", 1, "/", List.of("red"), EngineTransport.WEBSOCKET),
            new Profile("bob", 1, "/", List.of("red", "blue"), EngineTransport.WEBSOCKET),
            new Profile("cat", 1, "/", List.of("blue"), EngineTransport.WEBSOCKET),
            new Profile("dan", 1, "/", List.of(), EngineTransport.POLLING),
            new Profile("eve", 1, "/admin", List.of("red"), EngineTransport.WEBSOCKET),
            new Profile("fay", 2, "/", List.of("red"), EngineTransport.WEBSOCKET),
            new Profile("gus", 2, "/", List.of(), EngineTransport.WEBSOCKET));

    private final EmitServers servers;
    private final List<EmitMember> members = new ArrayList<>();
    private final SocketEmitMember ann;
    private int mark;

    /** Connects the members, and waits until they are in their rooms and the servers see each other. */
    EmitStage(EmitServers servers) throws IOException, InterruptedException {
        this.servers = servers;
        try {
            profiles(servers.ports().size()).forEach(profile -> {
                int port = servers.ports().get(profile.server() - 1);
                members.add(
                        profile.transport() == EngineTransport.POLLING ? new PollingEmitMember(profile, port)
                                : new SocketEmitMember(profile, port));
            });
            ann = (SocketEmitMember) members.getFirst();
            for (EmitMember member : members) {
                member.connect();
            }
            awaitServers();
        } catch (IOException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Returns the members of one server or of two. */
    static List<Profile> profiles(int servers) {
        return PROFILES.stream().filter(profile -> profile.server() <= servers).toList();
    }

    List<Profile> profiles() {
        return members.stream().map(EmitMember::profile).toList();
    }

    private void awaitServers() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + EmitMember.TIMEOUT.toNanos();
        int expected = servers.ports().size();
        List<EmitMember> remote = members.stream().filter(member -> member.profile().server() > 1).toList();
        while (servers.count() < expected || !remote.stream().allMatch(EmitMember::isReady)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("the two servers do not reach each other through Redis");
            }
            servers.ready();
            Thread.sleep(READY_INTERVAL);
        }
    }

    /**
     * Performs a form and measures who receives it. If a member that acknowledges does not do so in time, because the
     * machine is slow at this moment, performs it again with a longer timeout.
     *
     * @param limit of the forms with a timeout
     */
    EmitResult perform(EmitForm form, Duration limit) throws IOException, InterruptedException {
        EmitResult result = performOnce(form, limit);
        for (Duration longer = limit.multipliedBy(5); isLate(result)
                && longer.compareTo(EmitMember.TIMEOUT) < 0; longer = longer.multipliedBy(5)) {
            result = performOnce(form, longer);
        }
        return result;
    }

    private static boolean isLate(EmitResult result) {
        return !result.outcome().isComplete() && result.receivers().stream()
                .anyMatch(
                        name -> !name.equals(EmitMember.SILENT) && !result.outcome().values().contains(name));
    }

    private EmitResult performOnce(EmitForm form, Duration limit) throws IOException, InterruptedException {
        mark++;
        // to acknowledge, dan has to poll while the server waits; else it polls after the emit
        boolean during = form.kind() == EmitForm.Kind.QUESTION;
        FutureTask<Void> receiving = new FutureTask<>(() -> {
            for (EmitMember member : members) {
                member.receiveUntil(mark);
            }
            return null;
        });
        if (during) {
            Thread.ofVirtual().name("poll").start(receiving);
        }
        EmitServers.Outcome outcome;
        if (form.kind() == EmitForm.Kind.CLIENT) {
            outcome = ann.perform(form);
            ann.awaitHandled();
        } else {
            outcome = servers.perform(form, limit);
        }
        servers.mark(mark);
        if (!during) {
            receiving.run();
        }
        await(receiving);
        return measure(form, outcome);
    }

    private static void await(FutureTask<Void> receiving) throws IOException, InterruptedException {
        try {
            receiving.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    private EmitResult measure(EmitForm form, EmitServers.Outcome outcome)
            throws IOException, InterruptedException {
        Map<Profile, Integer> received = new LinkedHashMap<>();
        List<Profile> disconnected = new ArrayList<>();
        for (EmitMember member : members) {
            EmitMember.Received count = member.awaitMark(mark);
            received.put(member.profile(), count.events());
            if (count.isDisconnected()) {
                disconnected.add(member.profile());
            }
        }
        Set<String> heard = new TreeSet<>(servers.takeHeard());
        return new EmitResult(form, received, disconnected, heard, outcome);
    }

    @Override
    public void close() throws IOException {
        members.forEach(EmitMember::close);
        servers.close();
    }
}
