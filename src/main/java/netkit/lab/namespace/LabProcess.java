package netkit.lab.namespace;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JVM inside a lab, as a process of the JVM that started it. A Unix-domain control socket, unix(7), connects the
 * two: each JVM detects the other's death by the end of the stream, and the outer JVM forwards its signals through it.
 */
public final class LabProcess implements Closeable {
    static final String CONTROL_SOCKET_PROPERTY = "netkit.lab.control";
    static final byte INTERRUPT = 'I';
    static final byte TERMINATE = 'T';
    // fields of /proc/self/stat after the name: state, parent, group, session, terminal, its foreground group; proc(5)
    private static final int GROUP = 2;
    private static final int FOREGROUND_GROUP = 5;
    /** Leaves room for the rest of the path in the 108 bytes of an address, unix(7). */
    private static final int MAX_FOLDER_LENGTH = 70;
    /**
     * A shell as the init process of the PID namespace, pid_namespaces(7): it reaps orphans, and Java can be suspended
     * with Ctrl-Z. It mounts the /proc of the namespace, unless a container forbids it. Without the trap, Ctrl-C would
     * make it lose Java's exit code.
     */
    private static final List<String> INIT_COMMAND = List.of("sh", "-c",
            "trap : INT; mount -t proc proc /proc 2>/dev/null; \"$@\"; exit $?", "netkit-lab");

    private final Process process;
    private final Path folder;
    private final ServerSocketChannel server;
    private final Optional<TcpForwarder> tunnel;
    private SocketChannel control;
    private boolean closed;

    private LabProcess(Process process, Path folder, ServerSocketChannel server,
            Optional<TcpForwarder> tunnel) {
        this.process = process;
        this.folder = folder;
        this.server = server;
        this.tunnel = tunnel;
    }

    static LabProcess start(NamespaceMethod method, String mainClass, List<String> arguments,
            ProcessBuilder.Redirect output, Optional<InetSocketAddress> outside) throws IOException {
        return start(method, List.of(), mainClass, arguments, output, outside);
    }

    /** @param options of the inner JVM */
    static LabProcess start(NamespaceMethod method, List<String> options, String mainClass,
            List<String> arguments, ProcessBuilder.Redirect output, Optional<InetSocketAddress> outside)
            throws IOException {
        String temporary = System.getProperty("java.io.tmpdir");
        Path folder = Files.createTempDirectory(
                Path.of(temporary.length() > MAX_FOLDER_LENGTH ? "/tmp" : temporary), "netkit-lab-");
        Path path = folder.resolve("control");
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Optional<TcpForwarder> tunnel = Optional.empty();
        try {
            server.bind(UnixDomainSocketAddress.of(path));
            List<String> properties = new ArrayList<>(options);
            properties.addAll(
                    List.of("-D" + LabEntry.METHOD_PROPERTY + "=" + method.name(),
                            "-D" + CONTROL_SOCKET_PROPERTY + "=" + path));
            if (outside.isPresent()) {
                Path socket = folder.resolve("tunnel");
                tunnel = Optional.of(TunnelExit.open(socket, outside.get()));
                properties.add("-D" + TunnelEntrance.SOCKET + "=" + socket);
            }
            List<String> inner = new ArrayList<>(INIT_COMMAND);
            inner.addAll(JavaCommand.of(properties, mainClass, arguments));
            Process process = new ProcessBuilder(method.command(inner))
                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            LabProcess lab = new LabProcess(process, folder, server, tunnel);
            Thread.ofVirtual().name("lab control").start(lab::accept);
            return lab;
        } catch (IOException | RuntimeException e) {
            server.close();
            if (tunnel.isPresent()) {
                tunnel.get().close();
            }
            InnerJvm.delete(folder);
            throw e;
        }
    }

    private void accept() {
        try {
            SocketChannel accepted = server.accept();
            synchronized (this) {
                control = accepted;
                notifyAll();
                if (closed) {
                    accepted.close();
                }
            }
        } catch (IOException _) {
            // the inner JVM exited before it connected
        }
    }

    /** Returns the process, with its standard output if that is not inherited. */
    public Process process() {
        return process;
    }

    /** Waits for the inner JVM to exit, and returns its exit code. */
    public int await() throws InterruptedException {
        int code = process.waitFor();
        InnerJvm.delete(folder); // in case it was killed
        return code;
    }

    /** Forwards an interrupt, except for Ctrl-C in a terminal, which signals the whole foreground process group. */
    public void interrupt() {
        if (!isInForeground()) {
            send(INTERRUPT);
        }
    }

    /** Asks the inner JVM to exit, like SIGTERM. */
    public void terminate() {
        send(TERMINATE);
    }

    private synchronized void send(byte signal) {
        try {
            while (control == null && process.isAlive()) {
                wait(20); // the inner JVM is starting
            }
            if (control != null) {
                control.write(ByteBuffer.wrap(new byte[] {signal}));
            }
        } catch (IOException _) {
            // the inner JVM has exited
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isInForeground() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[GROUP].equals(fields[FOREGROUND_GROUP]);
        } catch (IOException _) {
            return false;
        }
    }

    /** Ends the inner JVM if it is still running, and waits until all its processes are gone. */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            server.close();
            if (control != null) {
                control.close();
            }
        }
        try {
            process.waitFor();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (tunnel.isPresent()) { // last: the inner JVM may use it while it shuts down
            tunnel.get().close();
        }
        InnerJvm.delete(folder);
    }
}
