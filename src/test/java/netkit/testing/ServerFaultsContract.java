package netkit.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server of the finished {@code target/netkit} with a heap of 256 MiB that meets one fault after the other, while a
 * well-behaved client goes on: each of its requests is replied to. How long that takes is reported, and not judged.
 */
@Tag("slow")
@Timeout(480)
public abstract class ServerFaultsContract {
    private static final int REQUESTS = 150;
    private static final int WARM_UP = 25;
    private static final int BYSTANDERS = 3;
    private static final long PAUSE_MILLIS = 3;

    /** A client that follows the protocol. */
    public interface WellBehaved extends AutoCloseable {
        /** Sends a request and awaits its reply. */
        void request(int number) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Returns the command that starts the server, without its port. */
    protected abstract String command();

    protected abstract WellBehaved connect(int port) throws IOException;

    protected abstract FaultyClients faulty(int port);

    /** Whether the server also meets clients for which it runs out of memory. */
    protected boolean meetsFaultsOfMemory() {
        return true;
    }

    /** Whether clients are disconnected because their unfinished messages take all memory. */
    protected boolean canRunOutOfMemory() {
        return true;
    }

    @Test
    void wellBehavedClientIsServedDuringEachFault() throws Exception {
        Programs.need(Files.isDirectory(Path.of("/proc/self/fd")), "this test needs Linux's /proc");
        List<String> report = new ArrayList<>();
        List<WellBehaved> clients = new ArrayList<>();
        try (LiveProcess netkit = Programs.shell(
                "exec env JAVA_TOOL_OPTIONS=-Xmx256m netkit " + command() + " --port 0")) {
            String listening = netkit.awaitLine("listening on .*");
            int port = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            for (int i = 0; i <= BYSTANDERS; i++) {
                clients.add(connect(port));
            }
            FaultyClients faulty = faulty(port);
            for (FaultyClients.Fault fault : FaultyClients.Fault.values()) {
                if (!fault.takesMemory()) {
                    during(faulty, fault, WARM_UP, clients, netkit); // classes are loaded, and code is compiled
                }
            }
            report.add(line("quiet", measured(REQUESTS, () -> true, clients)));
            ServerFootprint before = ServerFootprint.of(netkit.pid());
            for (FaultyClients.Fault fault : FaultyClients.Fault.values()) {
                if (!fault.takesMemory() || meetsFaultsOfMemory()) {
                    report.add(line(fault.toString(), during(faulty, fault, REQUESTS, clients, netkit)));
                }
            }
            ServerFootprint after = before.awaitReturn(netkit.pid());
            report.add("at first:   " + before + "\nafterwards: " + after);
            if (canRunOutOfMemory()) { // a figure: on a slow machine the faulty clients may not get that far
                report.add("the budget was used up: " + netkit.output().contains("no memory is left for "));
            }
            clients.add(connect(port)); // there is a place for it
            for (WellBehaved client : clients) {
                client.request(REQUESTS);
                client.close();
            }
            netkit.signal("TERM");
            assertEquals(0, netkit.awaitExit(Duration.ofSeconds(60)), netkit.toString());
            assertTrue(netkit.output().lines().noneMatch(line -> line.startsWith("\tat ")
                    || line.contains("Exception in thread") || line.contains("OutOfMemory")),
                    netkit.toString());
        } finally {
            report(report);
        }
    }

    private static Histogram during(FaultyClients faulty, FaultyClients.Fault fault, int requests,
            List<WellBehaved> clients, LiveProcess netkit) throws Exception {
        AtomicBoolean all = new AtomicBoolean(!fault.takesMemory());
        AtomicBoolean stop = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().daemon()
                .start(() -> run(faulty, fault, stop::get, () -> all.set(true)));
        try {
            return measured(requests, all::get, clients);
        } catch (IOException | AssertionError e) {
            throw new AssertionError("during " + fault + "\n" + netkit, e);
        } finally {
            stop.set(true);
            thread.join();
        }
    }

    private static void run(FaultyClients faulty, FaultyClients.Fault fault, BooleanSupplier stop,
            Runnable onAll) {
        try {
            faulty.run(fault, stop, onAll);
        } catch (InterruptedException _) {
            // it ends
        }
    }

    /**
     * Measures the requests of one client, in microseconds, until there were enough and the supplier says so too; the others
     * make one request each.
     */
    private static Histogram measured(int requests, BooleanSupplier done, List<WellBehaved> clients)
            throws IOException, InterruptedException {
        Histogram times = new Histogram(3);
        for (int number = 0; number < requests || !done.getAsBoolean(); number++) {
            long start = System.nanoTime();
            clients.getFirst().request(number);
            times.recordValue((System.nanoTime() - start) / 1000);
            Thread.sleep(PAUSE_MILLIS);
        }
        for (WellBehaved bystander : clients.subList(1, clients.size())) {
            bystander.request(requests);
        }
        return times;
    }

    private static String line(String what, Histogram micros) {
        return "%-23s p50 %8.2f ms   p99 %8.2f ms   max %8.2f ms".formatted(what,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0, micros.getMaxValue() / 1000.0);
    }

    private void report(List<String> lines) throws IOException {
        String text = "netkit " + command() + ", -Xmx256m: round trips of a well-behaved client\n"
                + String.join("\n", lines) + "\n";
        System.out.println(text);
        Path folder = Files.createDirectories(Path.of("target", "faults"));
        Files.writeString(folder.resolve(command().replaceAll(" .*", "") + ".txt"), text);
    }
}
