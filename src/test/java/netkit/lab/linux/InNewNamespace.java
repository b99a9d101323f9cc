package netkit.lab.linux;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import netkit.testing.Programs;

/** Runs a test on a platform thread of its own in network namespaces of its own, so that nothing of the machine is touched. */
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

    /** With a second namespace, in which a host is; the thread is in the first, the wire's. */
    static void withHost(HostWork work) throws Exception {
        run(wire -> {
            try (NetworkNamespace host = NetworkNamespace.unshare()) {
                wire.enter();
                work.run(wire, host);
            }
        });
    }

    /** For interfaces made from now on in the calling thread's namespace: the kernel sends nothing unasked. */
    static void keepQuiet() throws Exception {
        Sysctl.set("net/ipv6/conf/default/disable_ipv6", "1");
    }

    /** From now on no other thread sees what the calling one mounts. */
    static void mountForThisThreadOnly() throws Exception {
        LinuxException.check(NamespaceCalls.unshare(CLONE_NEWNS), "unshare", "mounts");
        LinuxException.check(NamespaceCalls.mount("none", "/", "none", MS_REC_PRIVATE), "make private", "/");
    }

    private static NetworkNamespace unshare() throws Exception {
        boolean linux = System.getProperty("os.name").equals("Linux");
        Programs.need(linux, "this test needs Linux");
        try {
            return NetworkNamespace.unshare();
        } catch (LinuxException e) {
            Programs.need(false, "this test needs root, or to run within unshare --user --map-root-user: "
                    + e.getMessage());
            throw e;
        }
    }

    private static void onThread(Callable<Void> work) throws Exception {
        FutureTask<Void> task = new FutureTask<>(work);
        Thread.ofPlatform().name("test in a namespace").start(task);
        try {
            task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception cause -> throw cause; // a skipped test among them
                case Error cause -> throw cause;
                case Throwable cause -> throw new AssertionError(cause);
            }
        }
    }
}
