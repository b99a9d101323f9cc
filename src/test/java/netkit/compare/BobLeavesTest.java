package netkit.compare;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import netkit.compare.ledger.Workload;
import netkit.compare.link.Transport;
import netkit.testing.NothingLeft;
import netkit.testing.SideBySide;

/** Each link when bob's program ends while many delivered messages are unprocessed. */
@Timeout(90)
@Tag("slow")
@ExtendWith(NothingLeft.class)
class BobLeavesTest {
    /** When bob leaves, 160 messages were sent and 20 processed. */
    private static TrialRun leavesBusy(Transport transport) throws Exception {
        return TrialRun.onLoopback(transport, new Workload(400, 100, 400), "at 0s bob takes 20ms",
                "at 400ms bob leaves", "at 500ms bob takes 0ms", "at 600ms bob returns");
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"TCP", "UDP", "WEBSOCKET", "WEBSOCKET_DEFLATE", "SOCKET_IO", "ROOMS"})
    void withoutStorageUnreadMessagesAreLost(Transport transport) throws Exception {
        TrialRun tried = leavesBusy(transport).assertComplete().assertContinues();
        assertTrue(tried.lost().containsAll(IntStream.range(50, 150).boxed().toList()), tried.describe());
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"UDP_ACK", "SOCKET_IO_ACK", "SOCKET_IO_RECOVERY", "QUEUE"})
    void unacknowledgedMessagesAreDeliveredAgain(Transport transport) throws Exception {
        leavesBusy(transport).assertNoneLost();
    }

    @ParameterizedTest
    @SideBySide
    @EnumSource(names = {"UDP_ACK", "SOCKET_IO_RECOVERY", "QUEUE"})
    void returningReceiverContinuesWhereItStopped(Transport transport) throws Exception {
        TrialRun tried = leavesBusy(transport).assertVerdict("exactly once", "in order");
        assertTrue(tried.stats().duplicates().size() <= 1,
                "only the message being processed: " + tried.describe());
    }

    /** The receiver then has no offset to continue from. */
    @Test
    @SideBySide
    void recoveryWorksEvenIfNoMessageWasProcessed() throws Exception {
        TrialRun.onLoopback(Transport.SOCKET_IO_RECOVERY, new Workload(400, 100, 400), "at 0s bob takes 1s",
                "at 200ms bob leaves", "at 300ms bob takes 0ms", "at 400ms bob returns").assertNoneLost();
    }
}
