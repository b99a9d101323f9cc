package netkit.socketio.redis;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;

import javax.net.SocketFactory;

import netkit.net.Endpoint;
import netkit.net.Sockets;

import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * A connection to Redis over one socket. The library would open another one silently after the first is closed, and
 * flush before it closes one, which blocks while Redis does not read: both are ruled out here.
 */
final class RedisConnection implements Closeable {
    private final OnlySocket socket;
    private final Jedis jedis;

    /** @param sockets makes the unconnected socket, unless there is TLS, for which the library makes one of its own */
    RedisConnection(HostAndPort server, JedisClientConfig config, SocketFactory sockets) {
        socket = new OnlySocket(config.isSsl() ? new DefaultJedisSocketFactory(server, config)
                : () -> connect(sockets, server, config));
        jedis = new Jedis(socket, config);
    }

    private static Socket connect(SocketFactory sockets, HostAndPort server, JedisClientConfig config) {
        try {
            Socket socket = Sockets.connect(sockets.createSocket(),
                    new Endpoint(server.getHost(), server.getPort()).resolve(),
                    Duration.ofMillis(config.getConnectionTimeoutMillis()));
            socket.setSoTimeout(config.getSocketTimeoutMillis());
            return socket;
        } catch (IOException e) {
            throw new JedisConnectionException("cannot connect to " + server, e);
        }
    }

    Jedis jedis() {
        return jedis;
    }

    /** Closes the socket; what another thread reads or writes on it fails. */
    @Override
    public void close() {
        socket.close();
    }

    /** A factory of exactly one socket. */
    private static final class OnlySocket implements JedisSocketFactory {
        private final JedisSocketFactory factory;
        private Socket socket;
        private boolean closed;

        OnlySocket(JedisSocketFactory factory) {
            this.factory = factory;
        }

        @Override
        public Socket createSocket() {
            synchronized (this) {
                if (closed || socket != null) {
                    throw new JedisConnectionException("the connection is closed");
                }
            }
            Socket created = factory.createSocket();
            synchronized (this) {
                socket = created;
                if (!closed) {
                    return created;
                }
            }
            close();
            throw new JedisConnectionException("the connection is closed");
        }

        void close() {
            Socket open;
            synchronized (this) {
                closed = true;
                open = socket;
            }
            if (open != null) {
                try {
                    open.close();
                } catch (IOException _) {
                    // it is lost already
                }
            }
        }
    }
}
