package netkit.socketio.redis;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

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

    RedisConnection(HostAndPort server, JedisClientConfig config) {
        socket = new OnlySocket(new DefaultJedisSocketFactory(server, config));
        jedis = new Jedis(socket, config);
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
