package netkit.chat;

import java.util.function.Consumer;

/** The log lines of members who come and go, with their number. Lines and numbers are in the same order. Thread-safe. */
public final class MemberLog {
    private final Consumer<String> log;
    private int members;

    /** @param log called with a lock held, which keeps the lines in order: must only add to a queue */
    public MemberLog(Consumer<String> log) {
        this.log = log;
    }

    /** @param who name and address, in a few words */
    public synchronized void entered(String who) {
        members++;
        add("+ " + who);
    }

    /** @param who name and address, and why it left, in a few words */
    public synchronized void left(String who) {
        members--;
        add("- " + who);
    }

    private void add(String line) {
        log.accept(line + ", " + members + (members == 1 ? " member" : " members"));
    }
}
