package netkit.lab.namespace;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import netkit.lab.linux.Errno;
import netkit.lab.linux.LinuxException;
import netkit.lab.linux.NetworkNamespace;
import netkit.lab.linux.PacketSocket;
import netkit.lab.linux.Tap;
import netkit.packet.MacAddress;

/** A probe for the interface types that work, by creating an interface; only for use inside a lab's namespaces. */
public final class InterfaceProbe {
    private static final int MTU = 1500;
    /** Locally administered (IEEE 802, 8.4). */
    private static final MacAddress ADDRESS = new MacAddress(0x0200_0000_0001L);

    private InterfaceProbe() {}

    /** Returns the first type that works. */
    public static InterfaceType first() throws IOException {
        return LabUnavailableException.firstAvailable(List.of(InterfaceType.values()),
                InterfaceProbe::refusal);
    }

    /** Creates an interface in a new namespace and deletes it, and returns why that failed, or empty. */
    public static Optional<Refusal> refusal(InterfaceType type) throws IOException {
        try (NamespaceThread wire = new NamespaceThread("probe wire");
                NamespaceThread host = new NamespaceThread("probe host")) {
            NetworkNamespace wireNamespace = wire.call(NetworkNamespace::unshare);
            NetworkNamespace end = host.call(NetworkNamespace::unshare);
            try (wireNamespace; end) {
                switch (type) {
                    case TAP -> host.call(() -> Tap.open(end, "probe", ADDRESS, MTU)).close();
                    case VETH -> wire.call(() -> PacketSocket.open(wireNamespace, "wire", end, "probe",
                            ADDRESS, MTU)).close();
                }
            }
            return Optional.empty();
        } catch (LinuxException e) {
            return Optional.of(explain(type, e));
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("trying " + type + ": " + e, e);
        }
    }

    private static Refusal explain(InterfaceType type, LinuxException e) {
        return switch (type) {
            case TAP -> explainTap(e);
            case VETH -> e.is(Errno.EOPNOTSUPP)
                    ? new Refusal("the kernel does not support virtual Ethernet (" + e.getMessage() + ")",
                            "run 'sudo modprobe veth'")
                    : new Refusal(e.getMessage(),
                            "start the container with '--cap-add NET_ADMIN --cap-add NET_RAW',"
                                    + " or run netkit outside it");
        };
    }

    private static Refusal explainTap(LinuxException e) {
        if (e.is(Errno.ENOENT)) {
            return new Refusal("/dev/net/tun does not exist",
                    "run 'sudo modprobe tun', or start the container with '--device /dev/net/tun'");
        }
        if (e.is(Errno.EACCES)) {
            return new Refusal("no permission to open /dev/net/tun",
                    "run 'sudo chmod 0666 /dev/net/tun' (the default of most distributions)");
        }
        if (e.is(Errno.ENODEV) || e.is(Errno.ENXIO)) {
            return new Refusal("the kernel does not support TAP devices (" + e.getMessage() + ")",
                    "run 'sudo modprobe tun'");
        }
        return new Refusal(e.getMessage(),
                "start the container with '--cap-add NET_ADMIN --device /dev/net/tun',"
                        + " or run netkit outside it");
    }
}
