package netkit.websocket;

import java.util.Optional;

/**
 * What the opening handshake ended with.
 *
 * @param subprotocol the one both ends speak, if they agreed on one
 * @param deflate how messages may be compressed, if they agreed on that
 */
public record NegotiatedHandshake(Optional<String> subprotocol, Optional<DeflateParameters> deflate) {
    public static final NegotiatedHandshake PLAIN = new NegotiatedHandshake(Optional.empty(),
            Optional.empty());
}
