package netkit.lab.namespace;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

import netkit.lab.linux.ProcessSignal;

/**
 * The JVM inside a lab. Its main method first calls {@link #enter}, which checks the isolation of its network namespace
 * and makes it exit when the outer JVM does.
 */
public final class InnerJvm {
    /** Time for an orderly shutdown after the outer JVM has exited. */
    private static final long SHUTDOWN_TIMEOUT_MILLIS = 600;

    /** Why this JVM can open no lab; null if it can. */
    private static IOException failure = new IOException("its main method has not entered the lab");
    private static boolean hasFolder;

    private InnerJvm() {}

    /**
     * Checks the isolation of this JVM, and connects it to the one that started it with {@link LabEntry#start}; does
     * nothing in any other JVM. This must precede the first use of Java's network library; see {@link IsolationCheck}.
     */
    static void enter() {
        if (!LabEntry.isInside()) {
            return;
        }
        try {
            IsolationCheck.run();
            failure = null;
        } catch (IOException e) {
            failure = e;
        }
        Path controlSocket = Path.of(System.getProperty(LabProcess.CONTROL_SOCKET_PROPERTY));
        Path folder = controlSocket.getParent();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        SocketChannel outside;
        try {
            outside = SocketChannel.open(UnixDomainSocketAddress.of(controlSocket));
        } catch (IOException _) {
            System.exit(1); // the outer JVM has already exited
            return;
        }
        try {
            TunnelEntrance.openSocket();
        } catch (IOException e) {
            failure = e;
        }
        delete(folder); // leaves no files even if both JVMs are killed at once
        Thread.ofPlatform().daemon().name("lab control").start(() -> watch(outside, folder));
    }

    /** @throws IOException if this JVM is not isolated from the machine's network, or was not entered */
    public static void requireIsolation() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** Returns a folder for temporary files that is deleted on exit, unless both JVMs are killed at once. */
    static synchronized Path folder() throws IOException {
        Path folder = Path.of(System.getProperty(LabProcess.CONTROL_SOCKET_PROPERTY)).getParent();
        if (!hasFolder) {
            Files.createDirectory(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            hasFolder = true;
        }
        return folder;
    }

    /** Raises the signals that the outer JVM forwards, and exits when it does. */
    private static void watch(SocketChannel outside, Path folder) {
        ByteBuffer message = ByteBuffer.allocate(1);
        try {
            while (outside.read(message.clear()) > 0) {
                raise(message.get(0) == LabProcess.INTERRUPT ? ProcessSignal.INT : ProcessSignal.TERM);
            }
        } catch (IOException _) {
            // treated like the end of the stream
        }
        raise(ProcessSignal.TERM);
        try {
            Thread.sleep(SHUTDOWN_TIMEOUT_MILLIS);
        } catch (InterruptedException _) {
            // halts at once
        }
        delete(folder);
        Runtime.getRuntime().halt(1);
    }

    private static void raise(ProcessSignal signal) {
        try {
            signal.send(ProcessHandle.current().pid());
        } catch (IOException _) {
            // this process exists and may signal itself
        }
    }

    /** Deletes a folder and its files, if the other JVM has not done so. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // already deleted, or in use by the JVM that will delete it
        }
    }
}
