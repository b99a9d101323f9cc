package netkit.lesson.judge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What the processes of a program take together: their number, and their memory where the system tells it, proc(5). */
record ProcessUse(int processes, long memory) {
    private static final int PAGE = 4096;

    static ProcessUse of(Set<Long> ids) {
        return new ProcessUse(ids.size(), ids.stream().mapToLong(ProcessUse::resident).sum());
    }

    private static long resident(long id) {
        try {
            return Long
                    .parseLong(Files.readString(Path.of("/proc", Long.toString(id), "statm")).split(" ")[1])
                    * PAGE;
        } catch (IOException | RuntimeException _) {
            return 0; // it has ended, or this system has no such table
        }
    }

    /** Returns what is beyond the limits of a confined program, in words. */
    Optional<String> excess(long output) {
        if (processes > Confinement.MAX_PROCESSES) {
            return Optional.of("it started more than " + Confinement.MAX_PROCESSES + " processes");
        }
        if (memory > Confinement.MAX_MEMORY) {
            return Optional.of("it took more than " + (Confinement.MAX_MEMORY >> 20) + " MiB of memory");
        }
        if (output > Confinement.MAX_OUTPUT) {
            return Optional.of("it printed more than " + (Confinement.MAX_OUTPUT >> 20) + " MiB");
        }
        return Optional.empty();
    }
}
