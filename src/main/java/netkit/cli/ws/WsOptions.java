package netkit.cli.ws;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ChatServerOptions;
import netkit.cli.option.Quantity;
import netkit.cli.option.Usage;
import netkit.net.Backpressure;
import netkit.net.Scheduler;
import netkit.websocket.WebSocketOptions;

/** The options of the chat over WebSocket and plain HTTP. */
public final class WsOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--deflate", paramLabel = "on|off|no-context", defaultValue = "on",
            converter = DeflateChoice.class, //
            description = "Negotiate permessage-deflate (RFC 7692); no-context: without context takeover"
                    + " (default: ${DEFAULT-VALUE}).")
    WebSocketOptions.Deflate deflate;

    @Option(names = "--subprotocol", paramLabel = "NAME", //
            description = "Support this subprotocol; repeatable, in order of preference (default: none).")
    List<String> subprotocols = List.of();

    @Option(names = "--max-message", paramLabel = "SIZE", defaultValue = "16m",
            converter = Quantity.Size.class, //
            description = "Largest message to accept, after decompression; a larger one closes the connection"
                    + " with code 1009 (default: ${DEFAULT-VALUE}).")
    int maxMessage;

    @Option(names = "--message-timeout", paramLabel = "TIME", defaultValue = "1m", //
            description = "Time limit for a message to arrive once it has begun, plus a second for each KiB received"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration messageTimeout;

    @Option(names = "--handshake-timeout", paramLabel = "TIME", defaultValue = "10s", //
            description = "Time limit for the opening handshake (default: ${DEFAULT-VALUE}).")
    Duration handshakeTimeout;

    @Option(names = "--close-timeout", paramLabel = "TIME", defaultValue = "2s", //
            description = "Time to wait for the client's close frame in the closing handshake"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration closeTimeout;

    @Option(names = "--poll-timeout", paramLabel = "TIME", defaultValue = "25s", //
            description = "Time that a GET of /poll waits for a line before it gets an empty response"
                    + " (default: ${DEFAULT-VALUE}).")
    Duration pollTimeout;

    @Option(names = "--resume-timeout", paramLabel = "TIME", defaultValue = "30s", //
            description = "Time that a member of /events or /poll stays in the chat without a connection, so"
                    + " that it can resume (default: ${DEFAULT-VALUE}).")
    Duration resumeTimeout;

    /**
     * Returns the settings of members over plain HTTP.
     *
     * @param pressure of all transports of the chat
     */
    public PushMember.Settings pushSettings(ChatServerOptions chat, Backpressure pressure) {
        Usage.checkMillis(spec, "--poll-timeout", pollTimeout);
        Usage.checkMillis(spec, "--resume-timeout", resumeTimeout);
        return new PushMember.Settings(chat.maxBacklog(), pollTimeout, resumeTimeout, pressure,
                Scheduler.SYSTEM);
    }

    /** @param pingInterval null for never */
    public WebSocketOptions webSockets(ChatServerOptions chat, Duration pingInterval) {
        Usage.check(spec, maxMessage > 0, "--max-message must be at least 1 byte");
        Usage.checkMillis(spec, "--ping-interval", pingInterval);
        Usage.checkMillis(spec, "--message-timeout", messageTimeout);
        Usage.checkMillis(spec, "--handshake-timeout", handshakeTimeout);
        Usage.checkMillis(spec, "--close-timeout", closeTimeout);
        return new WebSocketOptions(maxMessage, chat.maxBacklog(), deflate,
                pingInterval == null ? Duration.ZERO : pingInterval, handshakeTimeout, closeTimeout,
                Optional.empty(), subprotocols).withMessageTimeout(messageTimeout);
    }
}
