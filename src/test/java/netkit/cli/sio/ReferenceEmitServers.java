package netkit.cli.sio;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.google.gson.Gson;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;
import netkit.testing.RedisServer;

/** Npm's socket.io servers, which perform the same forms: {@code sio-emit.mjs}. */
final class ReferenceEmitServers implements EmitServers {
    private static final Gson GSON = new Gson();

    private final LiveProcess node;
    private int requests;

    ReferenceEmitServers(Optional<RedisServer> redis) throws IOException {
        node = redis.isPresent() ? Programs.node("sio-emit.mjs", "" + redis.get().port())
                : Programs.node("sio-emit.mjs");
    }

    @Override
    public List<Integer> ports() {
        return Arrays.stream(node.awaitLine("listening on [\\d ]+").replace("listening on ", "").split(" "))
                .map(Integer::valueOf).toList();
    }

    private synchronized String ask(String request) throws IOException {
        requests++;
        node.type(requests + " " + request + "\n");
        return node.awaitLine(requests + " .*").replaceFirst("\\d+ ", "");
    }

    @Override
    public int count() throws IOException {
        return GSON.fromJson(ask("count"), int.class);
    }

    @Override
    public void ready() throws IOException {
        ask("ready");
    }

    @Override
    public Outcome perform(EmitForm form, Duration limit) throws IOException {
        return GSON.fromJson(ask("perform " + form + " " + limit.toMillis()), Outcome.class);
    }

    @Override
    public void mark(int number) throws IOException {
        ask("mark " + number);
    }

    @Override
    public Set<String> takeHeard() throws IOException {
        return Set.of(GSON.fromJson(ask("heard"), String[].class));
    }

    @Override
    public void close() {
        node.close();
    }

    @Override
    public String toString() {
        return "npm's socket.io\n" + node;
    }
}
