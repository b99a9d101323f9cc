package netkit.socketio.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import javax.net.SocketFactory;

import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisException;

/** Opens connections to a Redis server, and says in one line why one fails. */
final class RedisConnector {
    /** For connecting, and for each reply. */
    static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final RedisUrl url;
    private final SocketFactory sockets;

    RedisConnector(RedisUrl url, SocketFactory sockets) {
        this.url = url;
        this.sockets = sockets;
    }

    /** @throws IOException with one line that says what to do */
    RedisConnection open() throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .protocol(RedisProtocol.RESP2).autoNegotiateProtocol(false)
                .timeoutMillis((int) TIMEOUT.toMillis()).database(url.database())
                .sslOptions(url.isTls() ? SslOptions.defaults() : null)
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        url.user().ifPresent(config::user);
        url.password().ifPresent(config::password);
        RedisConnection connection = null;
        try {
            connection = new RedisConnection(new HostAndPort(url.server().host(), url.server().port()),
                    config.build(),
                    sockets);
            connection.jedis().ping(); // fails if it is not Redis, or requires a login
            return connection;
        } catch (JedisException e) {
            if (connection != null) {
                connection.close();
            }
            throw new IOException(explain(e), e);
        }
    }

    /** Returns one line on what happened to a connection. */
    String explain(JedisException e) {
        for (Throwable cause : causes(e)) {
            switch (cause) {
                case UnknownHostException _ -> {
                    return "unknown host '" + url.server().host() + "' in " + url;
                }
                case ConnectException _ -> {
                    return "no Redis at " + url + ": connection refused; start one with: redis-server --port "
                            + url.server().port();
                }
                case SocketTimeoutException _ -> {
                    return "no reply from " + url + " within " + TIMEOUT.toSeconds() + " s";
                }
                default -> {
                    // another of its causes may be one of those
                }
            }
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof JedisAccessControlException || message.startsWith("NOAUTH")) {
            return url
                    + " asks for a password, or does not accept this one: write redis://:PASSWORD@HOST:PORT";
        }
        if (causes(e).stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("Unknown reply"))) {
            return url + " is not a Redis server";
        }
        return e instanceof JedisConnectionException ? "the connection to " + url + " failed: " + message
                : url + " refused: " + message;
    }

    /** Returns the exception and all behind it: the library keeps that of a failed connection as a suppressed one. */
    private static Set<Throwable> causes(Throwable e) {
        Set<Throwable> all = Collections.newSetFromMap(new IdentityHashMap<>()); // it makes circles, too
        addCauses(e, all);
        return all;
    }

    private static void addCauses(Throwable e, Set<Throwable> all) {
        if (e != null && all.add(e)) {
            addCauses(e.getCause(), all);
            for (Throwable suppressed : e.getSuppressed()) {
                addCauses(suppressed, all);
            }
        }
    }
}
