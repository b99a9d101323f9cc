package netkit.compare;

import netkit.compare.ledger.Ledger;
import netkit.compare.ledger.TrialClock;
import netkit.compare.ledger.Workload;
import netkit.compare.link.ReceivingProgram;
import netkit.compare.link.Sending;
import netkit.compare.link.SendingProgram;
import netkit.compare.scenario.Direction;

/**
 * One direction of a trial's traffic.
 *
 * @param trial the number that its messages carry
 * @param sending the program that sends them
 */
record Way(Direction direction, Workload workload, int trial, Ledger ledger, TrialClock clock,
        Sending sending) {
    static Way of(Direction direction, Workload workload, int trial, TrialClock clock) {
        Ledger ledger = new Ledger(workload.messages());
        return new Way(direction, workload, trial, ledger, clock,
                new SendingProgram(workload, trial, ledger, clock));
    }

    /** Returns a run of the program that receives the messages. */
    ReceivingProgram receiver(ReceivingProgram.State state) {
        return new ReceivingProgram(state, workload, trial, ledger, clock);
    }
}
