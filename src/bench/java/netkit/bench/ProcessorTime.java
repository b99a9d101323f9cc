package netkit.bench;

import java.io.IOException;
import java.util.List;

/** Rates by processor time, so that what else runs on the machine counts less. */
final class ProcessorTime {
    interface Load {
        /** Returns a rate by the time of the clock. */
        double run() throws IOException;
    }

    private ProcessorTime() {}

    /**
     * Pins this process and the servers it starts to one core, so that no result depends on the cores that the kernel
     * chooses.
     *
     * @param core negative for all cores
     * @return the core; negative if that is not possible
     */
    static int pin(int core) throws IOException, InterruptedException {
        if (core < 0) {
            return core;
        }
        try {
            new ProcessBuilder("taskset", "-a", "-c", "-p", String.valueOf(core),
                    String.valueOf(ProcessHandle.current().pid()))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
            return core;
        } catch (IOException _) {
            System.out.println("taskset (util-linux) is not installed: servers and load run on all cores");
            return -1;
        }
    }

    /** Returns the rate of a load by the processor time that it and the servers took. */
    static double rate(List<ServerProcess> servers, Load load) throws IOException {
        double cpu = seconds(servers);
        long begin = System.nanoTime();
        double rate = load.run();
        double elapsed = (System.nanoTime() - begin) / 1e9;
        return rate * elapsed / (seconds(servers) - cpu);
    }

    private static double seconds(List<ServerProcess> servers) {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9
                + servers.stream().mapToDouble(ServerProcess::cpuSeconds).sum();
    }
}
