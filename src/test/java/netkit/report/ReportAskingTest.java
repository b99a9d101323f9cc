package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;

import netkit.compare.Cell;
import netkit.compare.SyntheticCells;
import netkit.compare.link.Transport;

/** Requests and responses over time, found in the packets of a cell. */
class ReportAskingTest {
    private static JsonObject cell(Cell.Measured cell, int messages) throws Exception {
        return ReportPage.of(ReportPage.run(AskingCell.experiment(messages, cell.transport()), List.of(cell),
                Optional.empty())).cells().getFirst();
    }

    private static String requests(AskingCell cell, int messages) throws Exception {
        return cell(cell.measured(true), messages).getAsJsonObject("asking").get("requests").toString();
    }

    /** Each request: connection, left, response began, ended, and numbers of messages with their arrivals. */
    @Test
    void requestWaitsForItsResponseAndTheNextFollowsIt() throws Exception {
        AskingCell cell = new AskingCell(Transport.HTTP_POLLING, 3).asks(-5, 40000).responds(-3, 40000, 0)
                .asks(120, 40000).responds(130, 40000, 48, 0, 1).responds(135, 40000, 96, 2).asks(370, 40000);
        assertEquals("[[0,-5,-2,-2,[]],[0,120,131,136,[0,131,1,131,2,136]],"
                + "[0,370,null,null,[]]]", requests(cell, 3));
        assertEquals(Optional.of("Of 3 requests, 1 brought 3 messages, and 2 found none; the longest wait for"
                + " a response was 11.0 ms."), ReportAsking.sentence(cell.measured(true)));
        assertEquals(Optional.empty(), ReportAsking.sentence(cell.measured(false)), "some were not kept");
        assertEquals(" Only the beginning of the trial is drawn.", cell(cell.measured(false), 3)
                .getAsJsonObject("asking").get("omitted").getAsString());
        assertEquals("",
                cell(cell.measured(true), 3).getAsJsonObject("asking").get("omitted").getAsString());
    }

    @Test
    void retransmissionsAreNeitherRequestsNorLaterResponses() throws Exception {
        AskingCell cell = new AskingCell(Transport.HTTP_LONG_POLLING, 2).asks(0, 40000)
                .responds(10, 40000, 0, 0).asks(20, 40000).retransmits(30, 40000, 0, 0).loses(50, 40000, 48)
                .retransmits(250, 40000, 48, 1);
        assertEquals("[[0,0,11,11,[0,11]],[0,20,251,251,[1,251]]]", requests(cell, 2));
    }

    @Test
    void eventStreamAndWebSocketHaveOneRequestAndAResponseWithoutEnd() throws Exception {
        AskingCell events = new AskingCell(Transport.SSE, 2).asks(0, 40000).responds(1, 40000, 0)
                .responds(10, 40000, 48, 0).responds(60, 40000, 96, 1);
        assertEquals("[[0,0,2,null,[0,11,1,61]]]", requests(events, 2));
        AskingCell frames = new AskingCell(Transport.WEBSOCKET, 2).asks(0, 40000).responds(1, 40000, 0)
                .asks(5, 40000).responds(10, 40000, 48, 0).asks(20, 40000).responds(60, 40000, 96, 1);
        assertEquals("[[0,0,2,null,[0,11,1,61]]]", requests(frames, 2));
        assertEquals(Optional.empty(), ReportAsking.sentence(frames.measured(true)), "nothing to count");
    }

    @Test
    void postsBesideAnEventStreamAreRequestsOfAnotherConnection() throws Exception {
        AskingCell cell = new AskingCell(Transport.SSE, 1).asks(0, 40000).responds(1, 40000, 0)
                .asks(2, 40001).responds(3, 40001, 0).asks(5, 40001).responds(6, 40001, 48)
                .responds(10, 40000, 48, 0).posts(11, 40002).responds(12, 40002, 0);
        assertEquals("[[0,0,2,null,[0,11]],[1,2,4,4,[]],[1,5,7,7,[]],[2,11,13,13,[]]]", requests(cell, 1));
    }

    @Test
    void onlyTheBeginningOfALongTrialIsDrawn() throws Exception {
        AskingCell cell = new AskingCell(Transport.HTTP_POLLING, 1);
        IntStream.range(0, 100).forEach(i -> cell.asks(10 * i, 40000).responds(10 * i + 1, 40000, 48L * i));
        JsonObject asking = cell(cell.measured(true), 1).getAsJsonObject("asking");
        assertEquals(ReportAsking.MAX_DRAWN, asking.getAsJsonArray("requests").size());
        assertEquals(600, asking.get("to").getAsDouble());
        assertTrue(asking.get("omitted").getAsString().contains("Only the beginning"));
    }

    @Test
    void cellWithoutRequestsHasNone() throws Exception {
        assertFalse(
                cell(SyntheticCells.cell(AskingCell.CLEAN, Transport.TCP, 1, SyntheticCells.WORKLOAD, 7), 1)
                        .has("asking"));
    }
}
