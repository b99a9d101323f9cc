package netkit.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import netkit.engineio.EngineServerOptions;
import netkit.http.HttpRoutes;
import netkit.net.Endpoint;
import netkit.socketio.SocketIoServer;
import netkit.socketio.SocketIoServerOptions;
import netkit.socketio.redis.RedisBus;
import netkit.socketio.redis.RedisUrl;

/** Passes each event {@code say} to all other clients: netkit's Socket.IO server, alone or joined to another by Redis. */
final class NetkitEvents {
    private static final Duration NEVER = Duration.ofHours(1);

    private NetkitEvents() {}

    static void main(String[] arguments) throws IOException, InterruptedException {
        SocketIoServerOptions options = SocketIoServerOptions.DEFAULT;
        if (arguments.length > 0) {
            RedisBus bus = new RedisBus(RedisUrl.parse("redis://127.0.0.1:" + arguments[0]), new Failure(),
                    System.err::println);
            // a cluster of its own: npm's servers use the same Redis
            options = options.withAdapters(bus.adapters("bench"));
        }
        SocketIoServer server = new SocketIoServer(options, System.err::println);
        server.on("say", (socket, args, _) -> socket.broadcast().emit("said", args.text(0)));
        System.out.println(server.listen(new Endpoint(Endpoint.LOOPBACK, 0),
                EngineServerOptions.DEFAULT.withHeartbeat(NEVER, NEVER), new HttpRoutes(), Optional.empty())
                .endpoint().port());
        while (arguments.length > 0 && server.namespace("/").serverCount() < 2) {
            Thread.sleep(20);
        }
        System.out.println("ready");
        Thread.currentThread().join();
    }

    /** A benchmark during which Redis fails measures nothing. */
    private static final class Failure implements RedisBus.Listener {
        @Override
        public void lost(String cause) {
            System.err.println("the connection to Redis is lost: " + cause);
            Runtime.getRuntime().halt(1);
        }

        @Override
        public void back(long dropped) {}
    }
}
