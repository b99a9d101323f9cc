package netkit.net;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import netkit.net.SocketTap.End;

/** A TCP socket that shows a {@link SocketTap} what passes. */
final class TappedSocket extends Socket {
    /** Bytes that are shown and sent at once: what a failed write has shown in vain is at most this. */
    private static final int CHUNK = 32 << 10;

    private final SocketTap tap;
    private final AtomicBoolean isEnding = new AtomicBoolean();
    private volatile SocketTap.Connection connection;
    private volatile boolean resets;

    TappedSocket(SocketTap tap) {
        this.tap = tap;
    }

    /** The listener has accepted this connection. */
    void accepted() {
        connection = tap.opened(End.PEER, TappedSockets.epochNanos(),
                (InetSocketAddress) getLocalSocketAddress(), (InetSocketAddress) getRemoteSocketAddress());
    }

    @Override
    public void connect(SocketAddress server, int timeout) throws IOException {
        if (!(server instanceof InetSocketAddress address) || address.isUnresolved()) {
            super.connect(server, timeout);
            return;
        }
        if (!isBound()) {
            bind(new InetSocketAddress(0)); // so that its port is known before the first segment
        }
        int localPort = getLocalPort();
        tap.connecting(localPort, address);
        long began = TappedSockets.epochNanos();
        try {
            super.connect(server, timeout);
        } catch (ConnectException e) {
            tap.failed(began, localPort, address, !isTimeout(e));
            throw e;
        } catch (IOException e) {
            tap.failed(began, localPort, address, false);
            throw e;
        }
        connection = tap.opened(End.LOCAL, began, (InetSocketAddress) getLocalSocketAddress(), address);
    }

    private static boolean isTimeout(ConnectException e) {
        return String.valueOf(e.getMessage()).contains("timed out");
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream in = super.getInputStream();
        return connection == null ? in : new In(in);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = super.getOutputStream();
        return connection == null ? out : new Out(out);
    }

    @Override
    public void shutdownOutput() throws IOException {
        super.shutdownOutput();
        if (connection != null) {
            connection.finished(End.LOCAL);
        }
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        super.setSoLinger(on, seconds);
        resets = on && seconds == 0; // RFC 9293 §3.10.5: ABORT
    }

    @Override
    public void close() throws IOException {
        if (connection != null && !isEnding.getAndSet(true)) {
            if (resets || hasUnreadInput()) {
                connection.reset(End.LOCAL);
            } else {
                connection.finished(End.LOCAL);
            }
        }
        super.close();
    }

    /** The system resets a connection that is closed with unread input (RFC 1122 §4.2.2.13). */
    private boolean hasUnreadInput() {
        try {
            return super.getInputStream().available() > 0;
        } catch (IOException _) {
            return false; // its input is shut down
        }
    }

    /** A read or write has failed other than by a timeout or because this end has closed the socket. */
    private void failed(IOException e) {
        if (!(e instanceof SocketTimeoutException) && !isClosed() && !isEnding.getAndSet(true)) {
            connection.reset(End.PEER);
        }
    }

    /** The input, shown after it was read. */
    private final class In extends FilterInputStream {
        In(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int count;
            try {
                count = in.read(bytes, from, length);
            } catch (IOException e) {
                failed(e);
                throw e;
            }
            if (count > 0) {
                connection.data(End.PEER, bytes, from, count);
            } else if (count < 0) {
                connection.finished(End.PEER);
            }
            return count;
        }

        @Override
        public long skip(long most) throws IOException {
            return Math.max(0, read(new byte[(int) Math.min(most, CHUNK)]));
        }
    }

    /** The output, shown before it is sent: otherwise the peer's reply could be shown first. */
    private final class Out extends FilterOutputStream {
        Out(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            for (int done = 0; done < length; done += CHUNK) {
                int count = Math.min(CHUNK, length - done);
                connection.data(End.LOCAL, bytes, from + done, count);
                try {
                    out.write(bytes, from + done, count);
                } catch (IOException e) {
                    failed(e);
                    throw e;
                }
            }
        }

        @Override
        public void close() throws IOException {
            TappedSocket.this.close();
        }
    }
}
