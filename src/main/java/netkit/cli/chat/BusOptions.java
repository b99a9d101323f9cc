package netkit.cli.chat;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.chat.Chat;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.net.RandomIds;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/** The option of servers that can be one of several: the bus between them. */
public final class BusOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--bus", paramLabel = "URL", //
            description = "Join other servers through Redis, netkit's and those of npm's @socket.io/redis-adapter:"
                    + " redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT (default: none, this server is alone).")
    String bus;

    /** A chat, and what it needs to be one with those of other servers. */
    public record OpenChat(Chat chat, Closeable link) implements Closeable {
        @Override
        public void close() throws IOException {
            link.close();
        }
    }

    /** A hub, and the bus to which it is connected. */
    public record OpenHub(ChatHub hub, Optional<RedisBus> bus) implements Closeable {
        @Override
        public void close() {
            hub.close();
            bus.ifPresent(RedisBus::close);
        }
    }

    /**
     * Opens the chat of a server without Socket.IO.
     *
     * @param longestLine in bytes
     * @throws IOException if the bus cannot be reached, with one line that says what to do
     */
    public OpenChat open(Log log, int longestLine) throws IOException, InterruptedException {
        if (bus == null) {
            return new OpenChat(new Chat(new RandomIds()), () -> {});
        }
        OpenHub opened = openHub(log, longestLine);
        opened.hub().connect();
        return new OpenChat(opened.hub().chat(), opened);
    }

    /** Opens the chat of a server that has Socket.IO too, which is to use {@link ChatHub#adapters}. */
    public OpenHub openHub(Log log, int longestLine) throws IOException, InterruptedException {
        if (bus == null) {
            return new OpenHub(new ChatHub(new RandomIds()), Optional.empty());
        }
        BusNotices notices = new BusNotices(log);
        Optional<RedisBus> redis = openBus(log, notices);
        ChatHub hub = new ChatHub(new RandomIds(), redis.orElseThrow().adapters(), longestLine);
        notices.tellMembersOf(hub);
        return new OpenHub(hub, redis);
    }

    /** Opens the bus of a server without a chat; empty if there is none. */
    public Optional<RedisBus> openBus(Log log) throws IOException, InterruptedException {
        return bus == null ? Optional.empty() : openBus(log, new BusNotices(log));
    }

    private Optional<RedisBus> openBus(Log log, BusNotices notices) throws IOException, InterruptedException {
        RedisUrl url = Usage.valid(spec, () -> RedisUrl.parse(bus));
        RedisBus redis = new RedisBus(url, notices, log::line);
        log.line("joined the servers at " + url);
        return Optional.of(redis);
    }
}
