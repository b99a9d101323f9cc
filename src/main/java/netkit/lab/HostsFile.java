package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import netkit.lab.linux.Mounts;

/**
 * Lets every program in the lab know the hosts by name: a file of our own in the place of /etc/hosts, hosts(5), in the
 * lab's mount namespace alone. {@code bob} is the IPv4 address and {@code bob6} the IPv6 address, so that whoever types a
 * name knows what will be on the wire.
 */
final class HostsFile implements Closeable {
    private static final Path FILE = Path.of("/etc/hosts");

    private HostsFile() {}

    static HostsFile mount(List<Host> hosts) throws IOException {
        Path ours = Files.createTempFile("netkit-hosts-", "");
        try {
            Files.writeString(ours, text(hosts, Files.exists(FILE) ? Files.readString(FILE) : ""));
            Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rw-r--r--"));
            Mounts.bind(ours.toString(), FILE.toString());
            return new HostsFile();
        } finally {
            Files.delete(ours); // what is mounted stays
        }
    }

    /** Ours come first, since the first line with a name counts. */
    private static String text(List<Host> hosts, String before) {
        StringBuilder text = new StringBuilder();
        for (Host host : hosts) {
            text.append(host.address().getHostAddress()).append(' ').append(host.name()).append('\n');
        }
        for (Host host : hosts) {
            if (hosts.stream().noneMatch(other -> other.name().equals(host.name() + "6"))) {
                text.append(host.address6().getHostAddress()).append(' ').append(host.name()).append("6\n");
            }
        }
        return text.append(before).toString();
    }

    @Override
    public void close() throws IOException {
        Mounts.unmount(FILE.toString());
    }
}
