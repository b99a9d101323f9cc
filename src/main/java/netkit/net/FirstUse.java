package netkit.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.LocalTime;

/**
 * What Java opens files for when it is used first. A server needs all of it before it accepts its first connection: later
 * its clients may have left it no file descriptor.
 */
final class FirstUse {
    private static volatile boolean done;

    private FirstUse() {}

    /** Loads all of it, unless that is done; called on a virtual thread. */
    static void load() {
        if (!done) {
            openPollers();
            new RandomIds().get();
            LocalTime.now(); // the time zones, for the log
            done = true;
        }
    }

    /** Has the JVM open the selectors that its virtual threads wait with; it does so at the first wait. */
    private static void openPollers() {
        try (ServerSocket quiet = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            quiet.setSoTimeout(1);
            quiet.accept().close();
        } catch (IOException _) {
            // the timeout: it has waited
        }
    }
}
