package netkit.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import netkit.compare.Account;
import netkit.compare.Cell;
import netkit.compare.Scenario;
import netkit.compare.Transport;
import netkit.compare.Workload;

/** What must be said of a row of numbers so that nobody misreads them, a footnote each. */
final class CompareNotes {
    /** A sender that needs a little more time than it should is nothing special. */
    private static final double MUCH_LONGER = 1.25;
    private static final Duration NO_MATTER = Duration.ofMillis(20);

    private CompareNotes() {}

    static List<String> of(Workload workload, Cell.Measured cell) {
        Account account = cell.account();
        String where = cell.transport() + ", " + cell.scenario() + ": ";
        List<String> notes = new ArrayList<>();
        cell.failure().ifPresent(failure -> notes.add(where + failure
                + ". Of %d messages send() took %d; %d of these never arrived, and send() will not say which."
                        .formatted(workload.messages(), account.sent(), account.lost().size())));
        if (cell.lostByAccident() > 0) {
            notes.add(cell.scenario() == Scenario.SLOW ? where + cell.lostByAccident()
                    + " datagrams found the receiver's queue in the system full and were dropped; neither end was"
                    + " told."
                    : where + cell.lostByAccident()
                            + " datagrams lost that the scenario did not ask for, most likely in"
                            + " a full queue of this system. Another run with this seed may lose others; a lower"
                            + " --rate avoids it.");
        }
        Duration planned = workload.offset(Math.max(0, account.offered() - 1));
        if (isMuchLonger(cell.sending(), planned)) {
            notes.add(where + "the sender fell behind, as send() or this machine was too slow: from the first"
                    + " message to the last it took %s ms, not %s. p50 and p99 leave out what one waited"
                            .formatted(millis(cell.sending()), millis(planned))
                    + " before its send().");
        }
        if (account.passedOver() > 0) {
            notes.add(where + account.passedOver()
                    + " copies came of what the receiver had processed, and it passed them over.");
        }
        if (cell.transport() == Transport.QUEUE) {
            notes.add("queue: netkit's own server, durable: a message is on disk before it is confirmed.");
        }
        if (account.foreign() > 0) {
            notes.add(where + account.foreign() + " arrivals were damaged, or not messages of this run.");
        }
        return notes;
    }

    private static boolean isMuchLonger(Duration time, Duration planned) {
        return time.toNanos() > planned.toNanos() * MUCH_LONGER + NO_MATTER.toNanos();
    }

    private static String millis(Duration time) {
        return String.format(Locale.ROOT, "%.0f", time.toNanos() / 1e6);
    }
}
