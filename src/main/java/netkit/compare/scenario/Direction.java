package netkit.compare.scenario;

import netkit.lab.wire.HostPair;

/** The direction in which the messages of a ledger go. */
public enum Direction {
    /** Those of every trial. */
    TO_BOB(new HostPair(Scenario.SENDER, Scenario.RECEIVER)),
    /** Those that bob sends at the same time, if traffic goes both ways. */
    TO_ALICE(new HostPair(Scenario.RECEIVER, Scenario.SENDER));

    private final HostPair pair;

    Direction(HostPair pair) {
        this.pair = pair;
    }

    /** Returns the host that sends the messages, and the one that receives them. */
    public HostPair pair() {
        return pair;
    }

    /** Returns it in words: {@code to bob}. */
    @Override
    public String toString() {
        return "to " + pair.to();
    }
}
