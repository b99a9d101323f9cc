package netkit.lab.namespace;

import java.io.IOException;
import java.util.Optional;

import netkit.lab.linux.Errno;
import netkit.lab.linux.LinuxException;
import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.PacketSocket;
import netkit.lab.linux.Tun;

/** Tries whether ports of a kind can be had, by making one; only inside a lab's namespaces. */
public final class InterfaceProbe {
    private static final int MTU = 1500;
    /** Locally administered (IEEE 802, 8.4). */
    private static final byte[] ETHERNET_ADDRESS = {2, 0, 0, 0, 0, 1};

    private InterfaceProbe() {}

    /** The first kind that works. */
    public static InterfaceType first(NamespaceMethod method) throws IOException {
        Refusal first = null;
        for (InterfaceType kind : InterfaceType.values()) {
            Optional<Refusal> refusal = refusal(kind);
            if (refusal.isEmpty()) {
                return kind;
            }
            first = first == null ? refusal.get() : first;
        }
        throw new LabUnavailableException(first);
    }

    /** Makes a port in a namespace of its own, and takes it away again. */
    public static Optional<Refusal> refusal(InterfaceType kind) throws IOException {
        try (NamespaceThread wire = new NamespaceThread("probe wire");
                NamespaceThread host = new NamespaceThread("probe host")) {
            NetworkNamespace wireNamespace = wire.call(NetworkNamespace::unshare);
            NetworkNamespace end = host.call(NetworkNamespace::unshare);
            try (wireNamespace; end) {
                switch (kind) {
                    case TUN -> host.call(() -> Tun.open(end, "probe", MTU)).close();
                    case VETH -> wire.call(() -> PacketSocket.open(wireNamespace, "wire", end, "probe",
                            ETHERNET_ADDRESS, MTU)).close();
                }
            }
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(explain(kind, e));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("trying " + kind + ": " + e, e);
        }
    }

    private static Refusal explain(InterfaceType kind, LinuxException e) {
        return switch (kind) {
            case TUN -> explainTun(e);
            case VETH -> e.is(Errno.EOPNOTSUPP)
                    ? new Refusal("the kernel has no virtual Ethernet (" + e.getMessage() + ")",
                            "run 'sudo modprobe veth'")
                    : new Refusal(e.getMessage(),
                            "in a container start it with '--cap-add NET_ADMIN --cap-add NET_RAW'"
                                    + " or run netkit outside it");
        };
    }

    private static Refusal explainTun(LinuxException e) {
        if (e.is(Errno.ENOENT)) {
            return new Refusal("there is no /dev/net/tun",
                    "run 'sudo modprobe tun', or start the container with '--device /dev/net/tun'");
        }
        if (e.is(Errno.EACCES)) {
            return new Refusal("you may not open /dev/net/tun",
                    "run 'sudo chmod 0666 /dev/net/tun', as most distributions have it");
        }
        if (e.is(Errno.ENODEV) || e.is(Errno.ENXIO)) {
            return new Refusal("the kernel has no TUN devices (" + e.getMessage() + ")",
                    "run 'sudo modprobe tun'");
        }
        return new Refusal(e.getMessage(),
                "in a container start it with '--cap-add NET_ADMIN --device /dev/net/tun'"
                        + " or run netkit outside it");
    }
}
