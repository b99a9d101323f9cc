package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The signals that interrupt or end a process, signal(7). */
public enum ProcessSignal {
    /** SIGINT, which Ctrl-C sends. */
    INT(2),
    /** SIGKILL, which a process cannot catch. */
    KILL(9),
    /** SIGTERM, which requests an orderly shutdown. */
    TERM(15);

    private static final MethodHandle SEND = CLibrary.function("kill",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final int number;

    ProcessSignal(int number) {
        this.number = number;
    }

    /**
     * Sends the signal, kill(2).
     *
     * @param process process id in this PID namespace
     */
    public void send(long process) throws IOException {
        int id = Math.toIntExact(process);
        LinuxException.check(CLibrary.call(state -> (int) SEND.invokeExact(state, id, number)),
                "kill -" + this, Long.toString(process));
    }
}
