package netkit.compare.machines;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.IntSupplier;

import netkit.compare.scenario.Scenario;
import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.lab.wire.WireSettings;

/**
 * The network between two machines as one of them sees it: no faults are injected here.
 *
 * @param places alice's and bob's, of which only the one on this machine opens sockets
 */
record MachineTestbed(List<Place> places) implements Testbed {
    /** A place on this machine, with the ports for its servers. */
    private record Here(String name, InetAddress address, IntSupplier ports) implements Place {
        @Override
        public int port(int wanted) {
            return ports.getAsInt();
        }

        @Override
        public <T> T open(SocketOpener<T> opener) throws IOException {
            return opener.open();
        }
    }

    /**
     * @param address of this machine
     * @param ports of each socket that receives, 0 for any
     */
    static MachineTestbed at(InetAddress address, IntSupplier ports) {
        return new MachineTestbed(
                Scenario.HOSTS.stream().<Place>map(name -> new Here(name, address, ports)).toList());
    }

    @Override
    public WireSettings settings() {
        return WireSettings.clear(Scenario.HOSTS);
    }

    @Override
    public void set(WireSettings settings) throws IOException {
        if (!settings.equals(settings())) {
            throw new IOException("no relay injects faults here");
        }
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public void close() {}
}
