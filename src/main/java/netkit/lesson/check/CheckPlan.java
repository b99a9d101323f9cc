package netkit.lesson.check;

import java.util.List;
import java.util.Optional;

/**
 * What a file {@code checks.lab} says.
 *
 * @param keepsFile whether the program is also given the name of a file that it keeps from one start to the next
 */
public record CheckPlan(Optional<String> title, Role role, boolean keepsFile, List<Check> checks,
        List<Check> measures) {
    /** What the student's program is. */
    public enum Role {
        /** A server, started with PORT. */
        LISTENS,
        /** A client, started with HOST PORT. */
        CONNECTS,
        /** A sender of datagrams, started with HOST PORT. */
        SENDS_DATAGRAMS,
        /** A program that reads files. */
        READS_FILES,
        /** No program, but a table of choices. */
        CHOOSES_TRANSPORTS,
        /** A program that reads operations on rooms from its standard input, and prints what they do. */
        KEEPS_ROOMS,
        /** A server that joins others through a bus, started with PORT and the port of the bus. */
        JOINS_BUS;

        /** Whether it listens at its port. */
        public boolean isServer() {
            return this == LISTENS || this == JOINS_BUS;
        }

        /** Whether it talks over TCP to the judge's peers. */
        boolean hasConnections() {
            return switch (this) {
                case LISTENS, CONNECTS, JOINS_BUS -> true;
                case SENDS_DATAGRAMS, READS_FILES, CHOOSES_TRANSPORTS, KEEPS_ROOMS -> false;
            };
        }
    }

    public List<Check> core() {
        return checks.stream().filter(Check::core).toList();
    }

    public Optional<Check> check(String id) {
        return checks.stream().filter(check -> check.id().equals(id)).findFirst();
    }

    public Optional<Check> measure(String id) {
        return measures.stream().filter(check -> check.id().equals(id)).findFirst();
    }
}
