package netkit.websocket;

import java.util.Optional;

/**
 * The result of the opening handshake.
 *
 * @param subprotocol the negotiated subprotocol, if any
 * @param deflate the parameters of permessage-deflate, if negotiated
 */
public record NegotiatedHandshake(Optional<String> subprotocol, Optional<DeflateParameters> deflate) {
    public static final NegotiatedHandshake PLAIN = new NegotiatedHandshake(Optional.empty(),
            Optional.empty());
}
