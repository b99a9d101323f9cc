package netkit.lab.namespace;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import netkit.lab.linux.ProcessSignal;

/**
 * Where the JVM inside a lab starts: it makes sure that it is sealed off before anything else runs, ends when the JVM
 * outside does, and goes on with the main method that its first argument names.
 */
public final class NamespaceMain {
    /** From the death of the JVM outside to ours, if we are busy. */
    private static final long SHUTDOWN_TIMEOUT_MILLIS = 600;

    /** Why this JVM is not sealed off, which everyone who wants a lab is told; null if it is. */
    private static IOException isolationFailure;
    private static boolean hasFolder;

    private NamespaceMain() {}

    public static void main(String[] arguments) throws Throwable {
        try {
            IsolationCheck.run();
        } catch (IOException e) {
            isolationFailure = e;
        }
        Path controlSocket = Path.of(System.getProperty(LabProcess.CONTROL_SOCKET_PROPERTY));
        Path folder = controlSocket.getParent();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        SocketChannel outside;
        try {
            outside = SocketChannel.open(UnixDomainSocketAddress.of(controlSocket));
        } catch (IOException _) {
            return; // the JVM outside has died already
        }
        TunnelEntrance.openSocket();
        delete(folder); // so that nothing is left even if both of us are killed at once
        Thread.ofPlatform().daemon().name("lab control").start(() -> watch(outside, folder));
        Method main = Class.forName(arguments[0]).getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** @throws IOException if this JVM is not sealed off from the machine's network */
    public static void requireIsolation() throws IOException {
        if (isolationFailure != null) {
            throw isolationFailure;
        }
    }

    /** Where files may lie that are gone when both JVMs are, unless both are killed at once. */
    static synchronized Path folder() throws IOException {
        Path folder = Path.of(System.getProperty(LabProcess.CONTROL_SOCKET_PROPERTY)).getParent();
        if (!hasFolder) {
            Files.createDirectory(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            hasFolder = true;
        }
        return folder;
    }

    /** Passes on the signals that the JVM outside tells of, until its end. */
    private static void watch(SocketChannel outside, Path folder) {
        ByteBuffer told = ByteBuffer.allocate(1);
        try {
            while (outside.read(told.clear()) > 0) {
                raise(told.get(0) == LabProcess.INTERRUPT ? ProcessSignal.INT : ProcessSignal.TERM);
            }
        } catch (IOException _) {
            // the end
        }
        raise(ProcessSignal.TERM);
        try {
            Thread.sleep(SHUTDOWN_TIMEOUT_MILLIS);
        } catch (InterruptedException _) {
            // nobody interrupts this thread; if one did, now is as good
        }
        delete(folder);
        Runtime.getRuntime().halt(1);
    }

    private static void raise(ProcessSignal signal) {
        try {
            signal.send(ProcessHandle.current().pid());
        } catch (IOException _) {
            // we are that process; we exist and may
        }
    }

    /** Deletes a folder and the files in it, unless the other JVM was quicker. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> all = files.toList();
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException _) {
            // gone, or in use by whoever deletes it next
        }
    }
}
