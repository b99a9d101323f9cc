package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;

/**
 * A network namespace, network_namespaces(7), with its own interfaces, addresses, routes and sockets. It exists while a
 * thread is in it or a descriptor of it, such as this object's, is open. Threads and processes inherit the namespace of
 * the platform thread that starts them.
 */
public final class NetworkNamespace implements Closeable {
    private static final String THREAD_NAMESPACE = "/proc/thread-self/ns/net";

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
        LinuxException.check(NamespaceCalls.unshare(NamespaceCalls.CLONE_NEWNET), "unshare",
                "the network namespace");
        return current();
    }

    /** Moves the calling thread into this namespace. */
    public void enter() throws IOException {
        requirePlatformThread();
        LinuxException.check(NamespaceCalls.setns(descriptor.number(), NamespaceCalls.CLONE_NEWNET),
                "setns to",
                "a network namespace");
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
