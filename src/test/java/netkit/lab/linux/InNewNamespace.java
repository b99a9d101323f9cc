package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import netkit.testing.Programs;

/** Runs a test on a new platform thread in new network namespaces, so that it does not affect the machine. */
final class InNewNamespace {
    interface Work {
        void run(NetworkNamespace namespace) throws Exception;
    }

    interface HostWork {
        void run(NetworkNamespace wire, NetworkNamespace host) throws Exception;
    }

    private static final int CLONE_NEWNS = 0x20000;
    private static final long MS_REC_PRIVATE = 0x4000 | 0x40000;

    private InNewNamespace() {}

    static void run(Work work) throws Exception {
        onThread(() -> {
            try (NetworkNamespace namespace = unshare()) {
                work.run(namespace);
            }
            return null;
        });
    }

    /** Runs work with a second namespace for a host; the thread is in the first one, the wire's. */
    static void withHost(HostWork work) throws Exception {
        run(wire -> {
            try (NetworkNamespace host = onThread(NetworkNamespace::unshare)) {
                work.run(wire, host);
            }
        });
    }

    /** Runs work on a new thread in this namespace, such as opening a socket. */
    static <T> T callIn(NetworkNamespace namespace, Callable<T> work) throws Exception {
        MethodHandle setns = CLibrary.function("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
        return onThread(() -> {
            LinuxException.check(
                    CLibrary.call(state -> (int) setns.invokeExact(state, namespace.descriptor(), 0)),
                    "setns to", "a network namespace");
            return work.call();
        });
    }

    /**
     * Disables IPv6 on new interfaces of the calling thread's namespace, so that the kernel sends nothing unsolicited.
     */
    static void disableIpv6() throws Exception {
        Sysctl.set("net/ipv6/conf/default/disable_ipv6", "1");
    }

    /** Makes later mounts of the calling thread invisible to other threads. */
    static void mountForThisThreadOnly() throws Exception {
        NetworkNamespace.unshare(CLONE_NEWNS, "mounts");
        Mounts.mount("none", "/", "none", MS_REC_PRIVATE);
    }

    private static NetworkNamespace unshare() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux");
        Programs.need(linux, "this test requires Linux");
        try {
            return NetworkNamespace.unshare();
        } catch (LinuxException e) {
            Programs.need(false, "this test requires root, or to run in 'unshare --user --map-root-user': "
                    + e.getMessage());
            throw e;
        }
    }

    private static <T> T onThread(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name("test in a namespace").start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause; // a skipped test among them
                case Error cause -> throw cause;
                case Throwable cause -> throw new AssertionError(cause);
            }
        }
    }
}
