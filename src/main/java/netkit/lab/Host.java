package netkit.lab;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

import netkit.lab.linux.NetworkNamespace;
import netkit.lab.namespace.NamespaceThread;
import netkit.packet.MacAddress;

/**
 * A host of a lab: a network namespace with one interface, {@code eth0}, and a thread in that namespace. A socket
 * belongs to the host on whose thread it was created and can then be used by any thread. The JDK creates the socket of
 * {@code new Socket()} only when it connects.
 */
public final class Host implements Place {
    static final String INTERFACE = "eth0";
    private static final Path THREADS_NAMESPACE = Path.of("/proc/thread-self/ns/net");

    private final String name;
    private final int number;
    private final NamespaceThread thread;
    private final NetworkNamespace namespace;
    private final HostPrograms programs;

    private Host(String name, int number, NamespaceThread thread, NetworkNamespace namespace,
            HostPrograms programs) {
        this.name = name;
        this.number = number;
        this.thread = thread;
        this.namespace = namespace;
        this.programs = programs;
    }

    /**
     * Creates the namespace.
     *
     * @param number from 1
     * @param labThread a thread outside all hosts
     * @param launcher the folder that contains the {@code netkit} launcher
     */
    static Host open(String name, int number, NamespaceThread labThread, Path launcher) throws Exception {
        NamespaceThread thread = new NamespaceThread("host " + name);
        try {
            return thread.call(() -> {
                NetworkNamespace namespace = NetworkNamespace.unshare();
                // the folder of this thread in the /proc that is mounted
                Path path = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")))
                        .resolve("ns/net");
                HostPrograms programs = new HostPrograms(name, path,
                        Files.readSymbolicLink(THREADS_NAMESPACE).toString(), labThread, launcher);
                return new Host(name, number, thread, namespace, programs);
            });
        } catch (Exception e) {
            thread.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return name;
    }

    /** Returns {@code 192.0.2.N}, where N is the host's position in the list of names, from 1. */
    @Override
    public Inet4Address address() {
        return Addresses.ipv4(number);
    }

    /** Returns {@code 2001:db8::N}, where N is the host's position in the list of names, from 1. */
    public Inet6Address address6() {
        return Addresses.ipv6(number);
    }

    /** Returns {@code 02:00:00:00:00:N}, the Ethernet address of {@code eth0}. */
    public MacAddress hardwareAddress() {
        return Addresses.hardware(number);
    }

    int number() {
        return number;
    }

    NetworkNamespace namespace() {
        return namespace;
    }

    /** Runs a short task on the host's only thread, such as opening a socket, and returns its result. */
    public <T> T call(Callable<T> work) throws Exception {
        return thread.call(work);
    }

    @Override
    public <T> T open(SocketOpener<T> opener) throws IOException {
        try {
            return call(opener::open);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("interrupted while opening a socket in " + name, e);
        }
    }

    /**
     * Starts a program in the host's namespace. Its environment has the host's name in {@code NETKIT_HOST} and this
     * {@code netkit} in {@code PATH}. It is terminated when the lab is closed.
     *
     * @param program not modified
     */
    public Process exec(ProcessBuilder program) throws IOException {
        return programs.start(program);
    }

    HostPrograms programs() {
        return programs;
    }

    void close() {
        thread.close();
        namespace.close();
    }

    /** Returns name and addresses: {@code alice 192.0.2.1 2001:db8::1 02:00:00:00:00:01}. */
    @Override
    public String toString() {
        return name + " " + address().getHostAddress() + " 2001:db8::" + Integer.toHexString(number) + " "
                + hardwareAddress();
    }
}
