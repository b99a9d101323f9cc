package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.compare.ledger.Stage;
import netkit.compare.ledger.Verdict;
import netkit.compare.link.Transport;

/** Synthetic cells resemble real ones, as far as other tests rely on it. */
class SyntheticCellsTest {
    private static final List<Cell> CELLS = SyntheticCells.cells(SyntheticCells.experiment());

    private static Cell.Measured cell(String scenario, Transport transport) {
        return CELLS.stream().map(Cell.Measured.class::cast)
                .filter(cell -> cell.scenario().name().equals(scenario) && cell.transport() == transport)
                .findFirst().orElseThrow();
    }

    @Test
    void tcpDeliversInOrderDespiteFaults() {
        for (String scenario : SyntheticCells.SCENARIOS) {
            Verdict verdict = cell(scenario, Transport.TCP).stats().verdict();
            assertEquals(Verdict.Delivery.EXACTLY_ONCE, verdict.delivery(), scenario);
            assertEquals(Verdict.Order.IN_ORDER, verdict.order(), scenario);
        }
    }

    @Test
    void udpExposesTheFaultsOfTheWire() {
        int lost = cell("loss", Transport.UDP).stats().lost().size();
        assertTrue(lost > 60 && lost < 140, lost + " of 1000 lost");
        assertEquals(lost, cell("loss", Transport.UDP).stats().lostAfter(Stage.LEFT));
        assertEquals(600, cell("cut", Transport.UDP).stats().lost().size());
        assertTrue(cell("reorder", Transport.UDP).stats().outOfOrder().size() > 30);
        assertTrue(cell("duplicate", Transport.UDP).stats().duplicates().size() > 60);
    }

    @Test
    void tcpRetransmitsLostSegments() {
        assertEquals(0, cell("clean", Transport.TCP).wire().orElseThrow().retransmissions());
        assertTrue(cell("loss", Transport.TCP).wire().orElseThrow().retransmissions() > 60);
        assertTrue(cell("cut", Transport.TCP).wire().orElseThrow().retransmissions() > 3);
    }
}
