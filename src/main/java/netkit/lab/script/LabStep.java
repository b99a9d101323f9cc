package netkit.lab.script;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import netkit.lab.wire.Amount;
import netkit.lab.wire.WireChange;

/** A step of a lab's script or console: an action or a wait. */
public sealed interface LabStep {
    /** Returns the program that the step starts, now or later, if any. */
    default Optional<Start> program() {
        return switch (this) {
            case Start start -> Optional.of(start);
            case At(Duration _, LabStep later) -> later.program();
            default -> Optional.empty();
        };
    }

    /**
     * Starts a program.
     *
     * @param serves whether the program runs until the run ends, which does not wait for it
     */
    record Start(String host, ProgramCommand command, boolean serves) implements LabStep {}

    /**
     * Types a line into the program started last on the host, or presses a key: {@link #END_OF_INPUT},
     * {@link #INTERRUPT}.
     */
    record Type(String host, String text) implements LabStep {
        static final String END_OF_INPUT = "^D";
        static final String INTERRUPT = "^C";
    }

    /** Stops programs as Ctrl-C does. */
    record Stop(ProgramSelector selector) implements LabStep {}

    /** Selects programs to stop. */
    sealed interface ProgramSelector {
        record All() implements ProgramSelector {}

        record OnHost(String host) implements ProgramSelector {}

        record Numbered(int number) implements ProgramSelector {}
    }

    /** Changes the faults of the wire. */
    record Change(WireChange change) implements LabStep {}

    /** Executes a step later, while the steps below continue. */
    record At(Duration time, LabStep step) implements LabStep {}

    /** Ends the run and all its programs. */
    record End() implements LabStep {}

    /** Delays the steps below until a condition holds. */
    sealed interface Wait extends LabStep {
        record For(Duration time) implements Wait {
            @Override
            public String toString() {
                return "for " + Amount.text(time);
            }
        }

        /** Until a line containing this text is printed, after the lines that satisfied earlier waits. */
        record UntilPrinted(String host, String text) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " prints \"" + text + "\"";
            }
        }

        /** Until all programs of the host have ended, except those that serve. */
        record UntilEnded(String host) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " ends";
            }
        }

        /**
         * Until a TCP port listens or a UDP port is open on the host; without a number, any port that was not open
         * before.
         */
        record UntilListening(String host, OptionalInt port) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " listens"
                        + (port.isPresent() ? " on " + port.getAsInt() : "");
            }
        }
    }

    /** Output for the user, which changes nothing in the lab; executed by the {@link LabRun.Observer}. */
    sealed interface Display extends LabStep {
        record Say(String text) implements Display {}

        record Show(Subject subject) implements Display {}

        /** @param where a file or folder; empty to stop the capture */
        record Capture(Optional<String> where) implements Display {}

        record Ladder(boolean on) implements Display {}
    }

    /** What {@link Display.Show} can show. */
    enum Subject {
        WIRE, HOSTS, PROGRAMS
    }
}
