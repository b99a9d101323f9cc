package netkit.testing;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import netkit.lab.script.ListeningPort;
import netkit.lab.script.ScriptTarget;
import netkit.lab.wire.WireSettings;

/** A script target whose hosts are all this machine and whose wire only stores its settings. */
public final class LocalTarget implements ScriptTarget {
    private final List<String> hosts;
    private final Set<ListeningPort> listening = ConcurrentHashMap.newKeySet();
    private volatile WireSettings wire;

    public LocalTarget(String... hosts) {
        this.hosts = List.of(hosts);
        this.wire = WireSettings.clear(this.hosts);
    }

    @Override
    public List<String> hosts() {
        return hosts;
    }

    @Override
    public Process start(String host, ProcessBuilder program) throws IOException {
        program.environment().put("NETKIT_HOST", host);
        return program.start();
    }

    @Override
    public Set<ListeningPort> listening(String host) {
        return Set.copyOf(listening);
    }

    /** Reports a listening TCP port from now on. */
    public void listen(int port) {
        listening.add(new ListeningPort(ListeningPort.Protocol.TCP, port));
    }

    @Override
    public WireSettings wire() {
        return wire;
    }

    @Override
    public void wire(WireSettings settings) {
        wire = settings;
    }
}
