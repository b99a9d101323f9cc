package netkit.testing;

import java.io.IOException;
import java.net.Socket;

import netkit.net.UnconnectedSocketFactory;

/** A socket factory defined by a lambda expression. */
public final class StubSocketFactory extends UnconnectedSocketFactory {
    /** Creates an unconnected socket. */
    @FunctionalInterface
    public interface Creation {
        Socket create() throws IOException;
    }

    private final Creation creation;

    public StubSocketFactory(Creation creation) {
        this.creation = creation;
    }

    @Override
    public Socket createSocket() throws IOException {
        return creation.create();
    }
}
