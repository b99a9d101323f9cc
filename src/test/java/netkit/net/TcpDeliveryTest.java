package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.net.TcpDelivery.State;

class TcpDeliveryTest {
    private static final String HEADING = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
    private static final String CLIENT = "   1: 0100007F:C350 0100007F:2328 08 0000001A:00000000 00:00000000 00000000     0        0 4711 1";
    private static final String SERVER = "   2: 0100007F:2328 0100007F:C350 04 00000000:00000007 00:00000000 00000000     0        0 4712 1";

    @Test
    void rowOfThisEndTellsStateAndUnacknowledgedBytes() {
        List<String> table = List.of(HEADING, CLIENT, SERVER);
        assertEquals(new TcpDelivery(State.CLOSE_WAIT, 26), TcpDelivery.in(table, 50_000, 9000));
        assertEquals(new TcpDelivery(State.FIN_WAIT_1, 0), TcpDelivery.in(table, 9000, 50_000));
    }

    @Test
    void missingRowIsAConnectionThatIsGone() {
        assertEquals(State.GONE, TcpDelivery.in(List.of(HEADING, SERVER), 50_000, 9000).state());
    }

    @Test
    void samePortsAtTwoAddressesTellNothing() {
        assertEquals(State.UNKNOWN, TcpDelivery
                .in(List.of(HEADING, CLIENT, CLIENT.replace("0100007F", "0200007F")), 50_000, 9000).state());
    }
}
