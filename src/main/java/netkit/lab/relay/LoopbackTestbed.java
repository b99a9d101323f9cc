package netkit.lab.relay;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.IntSupplier;

import netkit.lab.Place;
import netkit.lab.Testbed;
import netkit.lab.wire.WireSettings;

/** A testbed whose places share the loopback address, with no faults between them. */
public final class LoopbackTestbed implements Testbed {
    /** A named place on a loopback address. */
    record Loopback(String name, InetAddress address, IntSupplier ports) implements Place {
        Loopback(String name, InetAddress address) {
            this(name, address, () -> 0);
        }

        @Override
        public int port(int wanted) {
            return ports.getAsInt();
        }

        @Override
        public <T> T open(SocketOpener<T> opener) throws IOException {
            return opener.open();
        }
    }

    private final List<Loopback> places;
    private final WireSettings clear;

    /** @param names of the places; they share one address, and so its ports */
    public LoopbackTestbed(List<String> names) {
        places = names.stream().map(name -> new Loopback(name, InetAddress.getLoopbackAddress())).toList();
        clear = WireSettings.clear(names);
    }

    @Override
    public List<? extends Place> places() {
        return places;
    }

    @Override
    public WireSettings settings() {
        return clear;
    }

    @Override
    public void set(WireSettings settings) throws IOException {
        if (!settings.equals(clear)) {
            throw new IOException("faults cannot be injected on the loopback address: it has no wire");
        }
    }

    @Override
    public boolean isIdle() {
        return true;
    }

    @Override
    public void close() {}
}
