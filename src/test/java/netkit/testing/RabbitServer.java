package netkit.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A RabbitMQ server for one test class, isolated from others by its own folder, ports and node name. Erlang's port mapper,
 * which it needs, is started and ended with it.
 */
public final class RabbitServer implements AutoCloseable {
    private static final Path SERVER = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");
    private static final Path CONTROL = Path.of("/usr/lib/rabbitmq/bin/rabbitmqctl");
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final LiveProcess portMapper;
    private final LiveProcess server;
    private final Map<String, String> environment;
    private final int port;

    private RabbitServer(LiveProcess portMapper, LiveProcess server, Map<String, String> environment,
            int port) {
        this.portMapper = portMapper;
        this.server = server;
        this.environment = environment;
        this.port = port;
    }

    /** Skips the test if Debian's package {@code rabbitmq-server} is not installed; fails it if {@code CI} is set. */
    public static void need() {
        Programs.need("epmd");
        Programs.need(Files.isExecutable(SERVER),
                "this test needs RabbitMQ, which is not installed (Debian: rabbitmq-server)");
    }

    public static RabbitServer start(Path folder) throws IOException, InterruptedException {
        need();
        List<Integer> ports = freePorts(3);
        int mapper = ports.get(0);
        int port = ports.get(1);
        Files.writeString(folder.resolve("plugins"), "[].");
        Map<String, String> environment = Map.ofEntries(Map.entry("HOME", folder.toString()),
                Map.entry("ERL_EPMD_PORT", "" + mapper), Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODENAME", "netkit-" + port + "@localhost"),
                Map.entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                Map.entry("RABBITMQ_NODE_PORT", "" + port),
                Map.entry("RABBITMQ_DIST_PORT", "" + ports.get(2)),
                Map.entry("RABBITMQ_MNESIA_BASE", folder.resolve("mnesia").toString()),
                Map.entry("RABBITMQ_LOG_BASE", folder.resolve("log").toString()),
                Map.entry("RABBITMQ_LOGS", "-"),
                Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", folder.resolve("plugins").toString()),
                Map.entry("RABBITMQ_CONFIG_FILE", folder.resolve("none").toString()),
                Map.entry("RABBITMQ_CONF_ENV_FILE", folder.resolve("none").toString()),
                Map.entry("RABBITMQ_PID_FILE", folder.resolve("pid").toString()));
        LiveProcess portMapper = new LiveProcess(new ProcessBuilder("epmd", "-port", "" + mapper));
        ProcessBuilder builder = new ProcessBuilder(SERVER.toString());
        builder.environment().putAll(environment);
        RabbitServer rabbit = new RabbitServer(portMapper, new LiveProcess(builder), environment, port);
        try {
            rabbit.awaitStart();
            return rabbit;
        } catch (AssertionError | InterruptedException e) {
            rabbit.close();
            throw e;
        }
    }

    /** Returns distinct free ports. */
    private static List<Integer> freePorts(int count) throws IOException {
        List<Integer> ports = new ArrayList<>();
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            ports.add(sockets.getLast().getLocalPort());
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private void awaitStart() throws InterruptedException {
        long deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (!isReachable()) {
            if (System.nanoTime() > deadline || !server.isAlive()) {
                throw new AssertionError("RabbitMQ did not start\n" + server);
            }
            Thread.sleep(Duration.ofMillis(100));
        }
    }

    private boolean isReachable() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public String url() {
        return "amqp://guest:guest@127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Returns the names of all queues. */
    public List<String> queues() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(CONTROL.toString(), "--quiet", "list_queues",
                "--no-table-headers", "name");
        builder.environment().putAll(environment);
        try (LiveProcess control = new LiveProcess(builder)) {
            if (control.awaitExit() != 0) {
                throw new AssertionError(control.toString());
            }
            return control.output().lines().toList();
        }
    }

    @Override
    public void close() {
        server.close();
        portMapper.close();
    }
}
