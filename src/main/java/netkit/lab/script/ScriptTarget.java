package netkit.lab.script;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import netkit.lab.Lab;
import netkit.lab.wire.WireSettings;

/**
 * What a script runs against: hosts on which programs start, and a wire whose faults change. Separates a run from the
 * lab, so that it can be tested without one.
 */
public interface ScriptTarget {
    List<String> hosts();

    /** Starts a program on a host. */
    Process start(String host, ProcessBuilder program) throws IOException;

    /** Returns the ports of a host that are in use by servers: listening TCP ports and open UDP ports. */
    Set<ListeningPort> listening(String host) throws IOException;

    WireSettings wire();

    void wire(WireSettings settings);

    /** Returns an open lab as the target of scripts. */
    static ScriptTarget of(Lab lab) {
        return new LabTarget(lab);
    }
}
