package netkit.compare;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import netkit.lab.DatagramFaults;
import netkit.lab.StreamFaults;

/**
 * What goes wrong on the way, in words and as the faults of a relay. A scenario that has no faults for datagrams, or
 * none for streams, does not exist for what is carried by them.
 */
public enum Scenario {
    CLEAN("nothing goes wrong") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return Optional.of(DatagramFaults.NONE);
        }

        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return Optional.of(StreamFaults.NONE);
        }
    },
    LOSS("10% of the datagrams are dropped") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return Optional.of(DatagramFaults.NONE.dropping(FRACTION));
        }
    },
    REORDER("10% of the datagrams are held back until 3 later ones have passed") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            // Long enough for three more to come, even from a busy machine: only the last ones are to wait it out.
            Duration atMost = workload.time(5).plusMillis(200);
            return Optional.of(DatagramFaults.NONE.reordering(FRACTION, atMost));
        }
    },
    DUPLICATE("10% of the datagrams are sent on twice") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return Optional.of(DatagramFaults.NONE.duplicating(FRACTION));
        }
    },
    CUT("nothing passes for a fifth of the messages: datagrams dropped, a stream stalled") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            // By position, not by time: equal seeds are to lose the same messages however fast the machine is.
            long from = Math.round(workload.messages() * CUT_FROM);
            long to = Math.round(workload.messages() * (CUT_FROM + CUT_FRACTION));
            return Optional.of(DatagramFaults.NONE.cutting(from, to));
        }

        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            Duration stall = workload.time(workload.messages() * CUT_FRACTION);
            Duration visible = stall.compareTo(MIN_STALL) < 0 ? MIN_STALL : stall;
            return Optional
                    .of(StreamFaults.NONE.stalling(layout.offset(workload.messages() * CUT_FROM), visible));
        }
    },
    DELAY("everything comes 20 ms later") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return Optional.of(DatagramFaults.NONE.delaying(DELAY_TIME));
        }

        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return Optional.of(StreamFaults.NONE.delaying(DELAY_TIME));
        }
    },
    SLICE("a stream is passed on in pieces of at most 3/8 of a message") {
        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return Optional.of(StreamFaults.NONE.slicing(Math.max(1, (int) (layout.perMessage() * 3 / 8))));
        }
    },
    RESET("the connection is reset halfway, in the middle of a message") {
        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            // In the middle of one, so that it falls among messages that are sent back to back.
            return Optional.of(StreamFaults.NONE.resetting(layout.offset(workload.messages() / 2 + 0.5)));
        }
    },
    OFFLINE("the receiver is away for a fifth of the messages; a connection it had is reset") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            long from = Math.round(workload.messages() * AWAY_FROM);
            long to = Math.round(workload.messages() * (AWAY_FROM + CUT_FRACTION));
            return Optional.of(DatagramFaults.NONE.cutting(from, to));
        }

        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return Optional
                    .of(StreamFaults.NONE.resetting(layout.offset(workload.messages() * AWAY_FROM + 0.5)));
        }

        @Override
        Duration away(Workload workload) {
            Duration time = workload.time(workload.messages() * CUT_FRACTION);
            return time.compareTo(MIN_STALL) < 0 ? MIN_STALL : time;
        }
    },
    CRASH("the receiver is killed before it acknowledges what it has got; it comes back later") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return OFFLINE.onDatagrams(workload);
        }

        /** What the system of a killed program does to a connection. */
        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return OFFLINE.onStream(workload, layout);
        }

        @Override
        Duration away(Workload workload) {
            return OFFLINE.away(workload);
        }

        @Override
        Crash crash(Workload workload) {
            int at = (int) Math.max(1, Math.round(workload.messages() * AWAY_FROM));
            return new Crash(at, Math.clamp(at / 10, 1, MOST_IN_HAND));
        }
    },
    SLOW("the receiver takes ten times as long for a message as the sender") {
        @Override
        Optional<DatagramFaults> onDatagrams(Workload workload) {
            return Optional.of(DatagramFaults.NONE);
        }

        @Override
        Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
            return Optional.of(StreamFaults.NONE);
        }

        @Override
        Duration work(Workload workload) {
            return workload.time(TIMES_SLOWER);
        }
    };

    private static final double FRACTION = 0.1;
    private static final double CUT_FROM = 0.4;
    private static final double CUT_FRACTION = 0.2;
    /** So late that what is left for the connection after it is less than what came before: it is not reset again. */
    private static final double AWAY_FROM = 0.6;
    private static final Duration MIN_STALL = Duration.ofMillis(50);
    private static final int TIMES_SLOWER = 10;
    private static final int MOST_IN_HAND = 10;
    private static final Duration DELAY_TIME = Duration.ofMillis(20);

    private final String words;

    Scenario(String words) {
        this.words = words;
    }

    /** What happens, for a person. */
    public String words() {
        return words;
    }

    /** The name as it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Optional<DatagramFaults> onDatagrams(Workload workload) {
        return Optional.empty();
    }

    Optional<StreamFaults> onStream(Workload workload, StreamLayout layout) {
        return Optional.empty();
    }

    /** How long a receiver that connects again by itself takes to do so. */
    Duration away(Workload workload) {
        return MIN_STALL;
    }

    /** When a receiver that comes back by itself is killed; its connection is then left alone on the way. */
    Crash crash(Workload workload) {
        return Crash.NONE;
    }

    /** How long the receiver takes to process a message. */
    Duration work(Workload workload) {
        return Duration.ZERO;
    }
}
