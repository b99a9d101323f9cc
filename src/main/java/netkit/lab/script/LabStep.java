package netkit.lab.script;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import netkit.lab.wire.Amount;
import netkit.lab.wire.WireChange;

/** One line of a lab's script or console: what happens, or what is waited for. */
public sealed interface LabStep {
    /**
     * Starts a program.
     *
     * @param serves it goes on until the run ends, which does not wait for it
     */
    record Start(String host, ProgramCommand command, boolean serves) implements LabStep {}

    /** Types a line into the program that was started last on the host; {@link #END_OF_INPUT} and {@link #INTERRUPT} are keys. */
    record Type(String host, String text) implements LabStep {
        static final String END_OF_INPUT = "^D";
        static final String INTERRUPT = "^C";
    }

    /** Ends programs as Ctrl-C would. */
    record Stop(ProgramSelector selector) implements LabStep {}

    /** Which programs. */
    sealed interface ProgramSelector {
        record All() implements ProgramSelector {}

        record OnHost(String host) implements ProgramSelector {}

        record Numbered(int number) implements ProgramSelector {}
    }

    /** Changes what the wire does. */
    record Change(WireChange change) implements LabStep {}

    /** Does something later, while the lines below go on. */
    record At(Duration time, LabStep step) implements LabStep {}

    /** Ends the run, and with it all programs. */
    record End() implements LabStep {}

    /** What has to be so before the lines below are looked at. */
    sealed interface Wait extends LabStep {
        record For(Duration time) implements Wait {
            @Override
            public String toString() {
                return "for " + Amount.text(time);
            }
        }

        /** A line with this text in it, after those that were waited for before. */
        record UntilPrinted(String host, String text) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " prints \"" + text + "\"";
            }
        }

        /** All programs of the host, but those that serve. */
        record UntilEnded(String host) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " ends";
            }
        }

        /** A TCP port that listens, or a UDP port that is open, on the host; any that is not there yet if none is named. */
        record UntilListening(String host, OptionalInt port) implements Wait {
            @Override
            public String toString() {
                return "until " + host + " listens"
                        + (port.isPresent() ? " on " + port.getAsInt() : "");
            }
        }
    }

    /** What changes nothing in the lab: the business of whoever shows it. */
    sealed interface Display extends LabStep {
        record Say(String text) implements Display {}

        record Show(Subject subject) implements Display {}

        /** @param where a file or folder; empty to stop */
        record Capture(Optional<String> where) implements Display {}

        record Ladder(boolean on) implements Display {}
    }

    /** What can be shown. */
    enum Subject {
        WIRE, HOSTS, PROGRAMS
    }
}
