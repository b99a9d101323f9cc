package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.lab.LabOptions;
import netkit.lab.namespace.InsideLab;
import netkit.net.Endpoint;
import netkit.net.Tls;
import netkit.testing.Programs;
import netkit.websocket.Opcode;
import netkit.websocket.WebSocketClient;
import netkit.websocket.WebSocketConnection;
import netkit.websocket.WebSocketHandler;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** The observer's view of compressed WebSocket messages. */
@Timeout(120)
@Tag("lab")
@Tag("peers")
class WireObserverDeflateTest {
    @BeforeEach
    void needTshark() {
        Programs.need("tshark");
    }

    @Test
    void compressedMessagesAreFoundInTheFramesOfAServer(@TempDir Path folder) throws Exception {
        InsideLab.run(WireObserverDeflateTest.class, "deflate", folder.toString());
    }

    static void deflate(String[] arguments) throws Exception {
        Workload workload = new Workload(300, 200, 2_000);
        CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
        Semaphore received = new Semaphore(0);
        try (ObservedLab lab = new ObservedLab(LabOptions.DEFAULT, Transport.WEBSOCKET_DEFLATE, workload,
                Path.of(arguments[0]))) {
            WebSocketHandler sender = new WebSocketHandler() {
                @Override
                public void opened(WebSocketConnection connection) {
                    opened.complete(connection);
                }

                @Override
                public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                        int length) {}
            };
            WebSocketHandler receiver = new WebSocketHandler() {
                @Override
                public void message(WebSocketConnection connection, Opcode type, byte[] bytes, int from,
                        int length) {
                    int number = NumberedMessage.number(ObservedLab.TRIAL, bytes, from, length);
                    lab.ledger.reached(Stage.DELIVERED, number, lab.clock.now());
                    received.release();
                }
            };
            try (WebSocketServer server = lab.alice.call(() -> new WebSocketServer(
                    new Endpoint(lab.alice.address().getHostAddress(), 0),
                    Map.of("/", _ -> WebSocketServer.Session.of(sender)), Map.of(),
                    WebSocketOptions.DEFAULT, Optional.empty(), _ -> {}))) {
                WebSocketConnection client = lab.bob.call(
                        () -> new WebSocketClient(WebSocketOptions.DEFAULT, Tls.client())
                                .connect(URI.create("ws://" + server.endpoint() + "/"), receiver));
                Thread.ofVirtual().start(client::run);
                lab.faults("loss 5% reorder 5% delay 2ms");
                for (int number = 0; number < workload.messages(); number++) {
                    opened.get(10, TimeUnit.SECONDS).send(Opcode.TEXT, lab.message(number), 0,
                            workload.size());
                    Thread.sleep(number % 4 == 0 ? 1 : 0);
                }
                assertTrue(received.tryAcquire(workload.messages(), ObservedLab.TIMEOUT_MILLIS,
                        TimeUnit.MILLISECONDS));
                lab.faults("clear");
            }
            WireStats stats = lab.end();
            List<WirePacket> packets = ObservedLab.tcp(stats, lab.alice);
            long bytes = 0;
            for (WirePacket packet : packets) {
                bytes += packet.retransmission() ? 0 : packet.payload();
            }
            assertTrue(bytes < workload.bytes() / 2, bytes + " bytes are not compressed");
            for (int number = 0; number < workload.messages(); number++) {
                List<Long> times = new ArrayList<>();
                for (Stage stage : List.of(Stage.LEFT, Stage.ARRIVED, Stage.DELIVERED)) {
                    OptionalLong at = lab.ledger.at(stage, number);
                    assertTrue(at.isPresent(), "message " + number + ": not " + stage + "; "
                            + lab.ledger.count(stage) + " are; " + stats);
                    times.add(at.getAsLong());
                }
                assertEquals(times.stream().sorted().toList(), times, "message " + number);
            }
        }
    }
}
