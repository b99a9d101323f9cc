package netkit.lesson.judge;

import java.util.Locale;

/** What is common to failed programs, whatever the lesson: told apart without looking at their source. */
public enum Symptom {
    /** The compiler refuses the source. */
    DOES_NOT_COMPILE("The program does not compile.",
            "Read the first error; the others may follow from it."),
    /** Its interpreter refuses it, or there is none. */
    DOES_NOT_START("The program could not start.",
            "Read the last lines that it printed."),
    /** The process ended without a connection. */
    ENDS_AT_ONCE("The program ended before there was a connection.",
            "Read the last lines that it printed. Which statement ended it?"),
    /** A server that listens nowhere. */
    NO_PORT("The program runs, but listens on no port.",
            "Which statement opens the port, and is it reached?"),
    /** A client that connects nowhere. */
    NO_CONNECTION("The program runs, but opens no connection.",
            "Which statement connects, and is it reached?"),
    /** A server that listens on another port. */
    WRONG_PORT("The program uses another port than the one that it was given.",
            "Where does the number of the port come from?"),
    /** A connection over which no byte came. */
    SENDS_NOTHING("The program is connected, but has sent nothing.",
            "Is it waiting for something itself? Is what it writes flushed?"),
    /** Bytes came, but not the end of the line. */
    NO_END("The program has sent something, but not its end.",
            "How does the receiver know that it is over?"),
    /** FIN or RST came while something was expected. */
    CLOSES_EARLY("The program closed the connection too early.",
            "Which statement closes it, and what was still due?"),
    /** The process ended with another status than 0. */
    CRASHES("The program ended with an error.",
            "Read the last lines that it printed."),
    /** Some bytes came, then nothing for the whole time. */
    HANGS("The program runs, but sends nothing more.",
            "What is it waiting for?"),
    /** The process did not end when it should. */
    RUNS_ON("The program runs on, though it should have ended.",
            "What is it waiting for?"),
    /** Output that came only when the process was killed. */
    NO_OUTPUT("The program's output came only when it was ended.",
            "Its output is buffered: flush it after each line."),
    /** The process ended, and nothing that it printed is what was asked for. */
    NO_LINES("The program ended, and has printed nothing of what it should.",
            "Which statement prints the lines, and is it reached? Compare them with the example, sign by sign."),
    /** A confined program that was ended for it. */
    EXCEEDS_LIMITS("The program took more than a checked program may take, and was ended.",
            "Which loop has no end, and what does it make each time?"),
    /** None of the others: something else came. */
    WRONG_BYTES("The program sent or printed something else than expected.",
            "Compare what came with what was expected.");

    private final String cause;
    private final String hint;

    Symptom(String cause, String hint) {
        this.cause = cause;
        this.hint = hint;
    }

    /** Returns the id, such as {@code ends-at-once}, by which rules and lessons name it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String cause() {
        return cause;
    }

    public String hint() {
        return hint;
    }

    /** Whether it hides what a rule for all checks would say. */
    boolean comesFirst() {
        return switch (this) {
            case DOES_NOT_COMPILE, DOES_NOT_START, ENDS_AT_ONCE, NO_PORT, NO_CONNECTION, WRONG_PORT,
                    EXCEEDS_LIMITS ->
                true;
            case SENDS_NOTHING, NO_END, CLOSES_EARLY, CRASHES, HANGS, RUNS_ON, NO_OUTPUT, NO_LINES,
                    WRONG_BYTES ->
                false;
        };
    }
}
