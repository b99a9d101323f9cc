package netkit.compare.wire;

import java.util.List;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Stage;

/** An observed UDP datagram with a message, in one IP packet or in fragments (RFC 791 §3.2, RFC 8200 §4.5). */
final class SeenDatagram implements SeenBytes {
    private final int number;
    private final Ledger ledger;
    private final ByteRanges sent = new ByteRanges();
    private final ByteRanges arrived = new ByteRanges();
    private long length = Long.MAX_VALUE;

    /** @param number of its message, or {@link NumberedMessage#INVALID} */
    SeenDatagram(int number, Ledger ledger) {
        this.number = number;
        this.ledger = ledger;
    }

    /**
     * Records that a fragment, or the whole datagram, left its host.
     *
     * @param from position in the datagram
     * @param last whether it is the last fragment
     */
    void sent(long from, long to, boolean last, long at) {
        sent.add(from, to);
        length = last ? to : length;
        if (sent.covers(0, length)) {
            ledger.reached(Stage.LEFT, number, at);
        }
    }

    @Override
    public void arrived(long from, long to, long at) {
        arrived.add(from, to);
        if (arrived.covers(0, length)) {
            ledger.arrived(number, at);
        }
    }

    @Override
    public void lost(long from, long to, String cause) {
        ledger.copyLostOnWire(number, cause);
    }

    @Override
    public List<Integer> messages(long from, long to) {
        return number == NumberedMessage.INVALID ? List.of() : List.of(number);
    }
}
