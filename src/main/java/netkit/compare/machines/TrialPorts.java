package netkit.compare.machines;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The ports of the serving side's trials: those that follow the port of the control connection. Thread-safe. */
final class TrialPorts {
    /** The most trials at once. */
    static final int TRIALS = 8;
    /** The most ports of one trial: two of alice's, two of relays, two of relays towards alice. */
    private static final int PORTS_OF_A_TRIAL = 6;
    static final int COUNT = TRIALS * PORTS_OF_A_TRIAL;
    private static final int MAX_PORT = 65_535;

    private final int first;
    private final NavigableSet<Integer> free = new TreeSet<>();
    /** The port after the one leased last: a port is used again as late as possible. */
    private int next;

    /**
     * @param control the port of the control connection; 0 (any) means any for the trials, too
     * @throws IllegalArgumentException with one line, if there are not enough ports above this one
     */
    TrialPorts(int control) {
        if (control + COUNT > MAX_PORT) {
            throw new IllegalArgumentException(
                    "the " + COUNT + " ports after --serve's are used for trials: choose a port"
                            + " up to " + (MAX_PORT - COUNT));
        }
        first = control == 0 ? 0 : control + 1;
        next = first;
        for (int port = first; port > 0 && port < first + COUNT; port++) {
            free.add(port);
        }
    }

    /** Returns the first one; 0 if the system chooses. */
    int first() {
        return first;
    }

    int last() {
        return first == 0 ? 0 : first + COUNT - 1;
    }

    /** The ports of one trial. */
    final class Lease {
        private final List<Integer> leased = Collections.synchronizedList(new ArrayList<>());

        /** Returns a port that no other trial uses. */
        int take() {
            int port = TrialPorts.this.take();
            leased.add(port);
            return port;
        }

        void giveBack() {
            TrialPorts.this.giveBack(List.copyOf(leased));
        }
    }

    Lease lease() {
        return new Lease();
    }

    private synchronized int take() {
        if (first == 0) {
            return 0;
        }
        Integer port = free.ceiling(next);
        if (port == null) {
            port = free.first(); // some are always free: trials are limited, and so are their ports
        }
        free.remove(port);
        next = port + 1;
        return port;
    }

    private synchronized void giveBack(List<Integer> ports) {
        ports.stream().filter(port -> port > 0).forEach(free::add);
    }
}
