package netkit.compare;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

import netkit.lab.DatagramCounts;
import netkit.lab.RelayCounts;
import netkit.lab.StreamCounts;

/** What one scenario did to one transport. */
public sealed interface Cell {
    Scenario scenario();

    Transport transport();

    /**
     * It was tried.
     *
     * @param relay what the relay did on the way to the receiver
     * @param lostByAccident datagrams, copies too, that were lost although the faults did not ask for it
     * @param sending from offering the first message to offering the last
     * @param failure what broke the trial off, for a person
     */
    record Measured(Scenario scenario, Transport transport, Account account, RelayCounts relay,
            long lostByAccident, Duration sending, Optional<String> failure) implements Cell {
        /**
         * What a message took on its way, framing and the handshake's share included: bytes of the stream, or of the
         * datagram's payload. Empty when not all came that far.
         *
         * @param size bytes in a message
         */
        public OptionalDouble bytesPerMessage(int size) {
            if (failure.isPresent() || account.sent() == 0) {
                return OptionalDouble.empty();
            }
            return OptionalDouble.of(switch (relay) {
                case StreamCounts stream -> (double) stream.bytesReceived() / account.sent();
                case DatagramCounts _ -> size;
            });
        }
    }

    /** It does not exist. */
    record Missing(Scenario scenario, Transport transport, Absence absence) implements Cell {}

    /**
     * Why there is no such trial, for a person.
     *
     * @param brief a few words
     * @param reason a few sentences
     */
    record Absence(String brief, String reason) {}
}
