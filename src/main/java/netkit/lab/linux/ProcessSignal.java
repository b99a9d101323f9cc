package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What processes are told to end with, signal(7) and kill(2). */
public enum ProcessSignal {
    /** What Ctrl-C sends. */
    INT(2),
    /** The end, unasked. */
    KILL(9),
    /** The end, please. */
    TERM(15);

    private static final MethodHandle SEND = CLibrary.function("kill",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private final int number;

    ProcessSignal(int number) {
        this.number = number;
    }

    /** @param process its number in our PID namespace */
    public void send(long process) throws IOException {
        MemorySegment state = CLibrary.state();
        try {
            int result = CLibrary.result((int) SEND.invokeExact(state, Math.toIntExact(process), number),
                    state);
            LinuxException.check(result, "kill -" + this, Long.toString(process));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw CLibrary.unexpected(e);
        }
    }
}
