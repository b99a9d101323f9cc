package netkit.lab;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import netkit.lab.linux.Mounts;

/**
 * A hosts(5) file mounted over /etc/hosts in the lab's mount namespace, so that programs can resolve host names.
 * {@code bob} is the IPv4 address and {@code bob6} the IPv6 address, so that the name determines the IP version. The
 * labs of one JVM share the file; a name that several labs use resolves to the host of the lab opened first.
 */
final class HostsFile implements Closeable {
    private static final Path FILE = Path.of("/etc/hosts");
    private static final List<HostsFile> OPEN = new ArrayList<>();

    private static String original;

    private final List<Host> hosts;

    private HostsFile(List<Host> hosts) {
        this.hosts = hosts;
    }

    static HostsFile mount(List<Host> hosts) throws IOException {
        HostsFile file = new HostsFile(hosts);
        synchronized (OPEN) {
            if (OPEN.isEmpty()) {
                original = Files.exists(FILE) ? Files.readString(FILE) : "";
                mount();
            }
            OPEN.add(file);
            try {
                Files.writeString(FILE, text());
            } catch (IOException e) {
                file.close();
                throw e;
            }
        }
        return file;
    }

    private static void mount() throws IOException {
        Path temporary = Files.createTempFile("netkit-hosts-", "");
        try {
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-r--r--"));
            Mounts.bind(temporary.toString(), FILE.toString());
        } finally {
            Files.delete(temporary); // the mount remains
        }
    }

    /** Returns the lab's hosts followed by the original file; the first line with a name takes precedence. */
    private static String text() {
        StringBuilder text = new StringBuilder();
        OPEN.forEach(file -> file.lines(text));
        return text.append(original).toString();
    }

    private void lines(StringBuilder text) {
        for (Host host : hosts) {
            text.append(host.address().getHostAddress()).append(' ').append(host.name()).append('\n');
        }
        for (Host host : hosts) {
            if (hosts.stream().noneMatch(other -> other.name().equals(host.name() + "6"))) {
                text.append(host.address6().getHostAddress()).append(' ').append(host.name()).append("6\n");
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (OPEN) {
            OPEN.remove(this);
            if (OPEN.isEmpty()) {
                Mounts.unmount(FILE.toString());
            } else {
                Files.writeString(FILE, text());
            }
        }
    }
}
