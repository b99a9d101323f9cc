package netkit.lab.script;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import netkit.lab.Host;
import netkit.lab.Lab;
import netkit.lab.wire.WireSettings;

/** An open lab as the target of scripts. */
record LabTarget(Lab lab) implements ScriptTarget {
    @Override
    public List<String> hosts() {
        return lab.hosts().stream().map(Host::name).toList();
    }

    private Host host(String name) {
        return lab.host(name).orElseThrow(() -> new IllegalArgumentException("no host '" + name + "'"));
    }

    @Override
    public Process start(String host, ProcessBuilder program) throws IOException {
        return host(host).exec(program);
    }

    @Override
    public Set<ListeningPort> listening(String host) throws IOException {
        try {
            return host(host).call(ListeningPort::ofThisThread);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("cannot list the open ports on " + host + ": " + e, e);
        }
    }

    @Override
    public WireSettings wire() {
        return lab.wire().settings();
    }

    @Override
    public void wire(WireSettings settings) {
        lab.wire().set(settings);
    }
}
