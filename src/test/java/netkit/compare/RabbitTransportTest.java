package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import netkit.testing.RabbitServer;

@Timeout(150)
class RabbitTransportTest {
    @Test
    void rabbitMqKeepsWhatItsConsumerIsNotThereFor(@TempDir Path folder) throws Exception {
        try (RabbitServer server = RabbitServer.start(folder)) {
            List<Cell> cells = new ArrayList<>();
            new Experiment(new Workload(200, 60, 2_000),
                    List.of(Scenario.CLEAN, Scenario.OFFLINE, Scenario.CRASH), List.of(Transport.RABBITMQ), 7,
                    Optional.of(URI.create(server.url())), Repeats.PROCESSED)
                    .run(cells::add, (_, _, _, _, _) -> {});
            List<Cell.Measured> measured = cells.stream()
                    .map(cell -> assertInstanceOf(Cell.Measured.class, cell)).toList();
            for (Cell.Measured cell : measured) {
                assertTrue(cell.failure().isEmpty(), cell.toString());
                assertEquals(200, cell.account().delivered(), cell.toString());
            }
            assertEquals(List.of("exactly once", "in order", "boundaries kept"),
                    measured.getFirst().account().verdict().words(), measured.getFirst().toString());
            assertTrue(measured.get(1).account().latency().orElseThrow().p99().toMillis() >= 10,
                    "what came while the consumer was away must have waited: " + measured.get(1));
            assertEquals(IntStream.range(110, 120).boxed().toList(),
                    measured.getLast().account().duplicated(), measured.getLast().toString());
        }
    }
}
