package netkit.lab.linux;

import java.io.Closeable;
import java.io.IOException;

/**
 * A network namespace, network_namespaces(7): interfaces, addresses, routes and sockets of its own. It exists as long
 * as a thread lives in it, or something of it is open, this included. A platform thread is in one; threads and
 * programs that it starts are born there.
 */
public final class NetworkNamespace implements Closeable {
    private static final String THREAD_NAMESPACE = "/proc/thread-self/ns/net";

    private final Descriptor descriptor;
    private final Netlink netlink;

    private NetworkNamespace(Descriptor descriptor, Netlink netlink) {
        this.descriptor = descriptor;
        this.netlink = netlink;
    }

    /** The one in which the calling thread is. */
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

    /** Moves the calling thread into a new one, which has nothing but a loopback interface that is down. */
    public static NetworkNamespace unshare() throws IOException {
        requirePlatformThread();
        LinuxException.check(NamespaceCalls.unshare(NamespaceCalls.CLONE_NEWNET), "unshare",
                "the network namespace");
        return current();
    }

    /** Moves the calling thread into this one. */
    public void enter() throws IOException {
        requirePlatformThread();
        LinuxException.check(NamespaceCalls.setns(descriptor.number(), NamespaceCalls.CLONE_NEWNET),
                "setns to",
                "a network namespace");
    }

    /** Its interfaces, addresses and routes, for any thread. */
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
                    "only a platform thread is in a network namespace; a virtual one changes its carrier");
        }
    }
}
