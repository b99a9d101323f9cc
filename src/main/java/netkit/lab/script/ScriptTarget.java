package netkit.lab.script;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import netkit.lab.Lab;
import netkit.lab.wire.WireSettings;

/** What a run needs of a lab, so that its rules do not care what is below: programs on hosts, and a wire to change. */
public interface ScriptTarget {
    List<String> hosts();

    /** Starts a program that lives on the host. */
    Process start(String host, ProcessBuilder program) throws IOException;

    /** The ports of the host on which programs wait: TCP that listens, and UDP that is open. */
    Set<ListeningPort> listening(String host) throws IOException;

    WireSettings wire();

    void wire(WireSettings settings);

    /** A lab that is open. */
    static ScriptTarget of(Lab lab) {
        return new LabTarget(lab);
    }
}
