package netkit.lab.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * A network namespace, network_namespaces(7), with its own interfaces, addresses, routes and sockets. It exists while a
 * thread is in it or a descriptor of it, such as this object's, is open. Threads and processes inherit the namespace of
 * the platform thread that starts them.
 */
public final class NetworkNamespace implements Closeable {
    private static final String THREAD_NAMESPACE = "/proc/thread-self/ns/net";
    private static final int CLONE_NEWNET = 0x40000000; // sched.h
    private static final MethodHandle UNSHARE = CLibrary.function("unshare",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Descriptor descriptor;
    private final Netlink netlink;

    private NetworkNamespace(Descriptor descriptor, Netlink netlink) {
        this.descriptor = descriptor;
        this.netlink = netlink;
    }

    /** Opens the namespace of the calling thread. */
    public static NetworkNamespace current() throws IOException {
        requirePlatformThread();
        Descriptor descriptor = Descriptor.open(THREAD_NAMESPACE, FileCalls.O_RDONLY);
        try {
            return new NetworkNamespace(descriptor, Netlink.open());
        } catch (IOException | RuntimeException e) {
            descriptor.close();
            throw e;
        }
    }

    /** Moves the calling thread into a new namespace, which has only a loopback interface that is down. */
    public static NetworkNamespace unshare() throws IOException {
        requirePlatformThread();
        unshare(CLONE_NEWNET, "the network namespace");
        return current();
    }

    /** unshare(2). */
    static void unshare(int flags, String what) throws IOException {
        LinuxException.check(CLibrary.call(state -> (int) UNSHARE.invokeExact(state, flags)), "unshare",
                what);
    }

    /** Returns access to the interfaces, addresses and routes, for any thread. */
    public Netlink netlink() {
        return netlink;
    }

    int descriptor() {
        return descriptor.number();
    }

    @Override
    public void close() {
        netlink.close();
        descriptor.close();
    }

    private static void requirePlatformThread() {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "a virtual thread cannot be in a network namespace because its carrier thread changes");
        }
    }
}
