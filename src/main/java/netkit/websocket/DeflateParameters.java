package netkit.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

import netkit.http.Headers;

/**
 * The agreed parameters of permessage-deflate (RFC 7692 §7.1).
 *
 * @param serverNoContext whether the server compresses each message on its own (server_no_context_takeover)
 * @param clientNoContext whether the client compresses each message on its own (client_no_context_takeover)
 * @param serverWindowBits base-2 logarithm of the server's LZ77 window, 8 to 15; empty when neither side named it,
 *        which means 15
 * @param clientWindowBits base-2 logarithm of the client's LZ77 window, 8 to 15
 */
public record DeflateParameters(boolean serverNoContext, boolean clientNoContext,
        OptionalInt serverWindowBits,
        int clientWindowBits) {
    static final String HEADER = "Sec-WebSocket-Extensions";
    static final String NAME = "permessage-deflate";
    /** Possessive quantifier: backtracking over many parameters would need a deep stack. */
    private static final Pattern EXTENSION = Pattern
            .compile("token(?:\\s*;\\s*token(?:\\s*=\\s*(?:token|\"quoted\"))?)*+"
                    .replace("token", Headers.TOKEN)
                    // RFC 6455 §9.1: what a quoted string means must be a token, too
                    .replace("quoted", "(?:\\\\?" + Headers.TOKEN + ")++"));
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";

    /** Returns the client's offer. It accepts any window for itself, because it can honour every size. */
    static String offer(WebSocketOptions.Deflate deflate) {
        return NAME + "; " + CLIENT_WINDOW + switch (deflate) {
            case NO_CONTEXT_TAKEOVER -> "; " + SERVER_NO_CONTEXT + "; " + CLIENT_NO_CONTEXT;
            case ON, OFF -> "";
        };
    }

    /** Returns what a server accepts: the first valid offer of the client, or empty to decline. */
    static Optional<DeflateParameters> negotiate(Headers request, WebSocketOptions.Deflate deflate) {
        if (deflate == WebSocketOptions.Deflate.OFF) {
            return Optional.empty();
        }
        boolean noContext = deflate == WebSocketOptions.Deflate.NO_CONTEXT_TAKEOVER;
        return request.list(HEADER).stream().flatMap(offer -> parse(offer, Role.CLIENT).stream()).findFirst()
                .map(offer -> new DeflateParameters(offer.serverNoContext || noContext,
                        offer.clientNoContext || noContext, offer.serverWindowBits,
                        MessageDeflater.FULL_WINDOW_BITS));
    }

    /**
     * Checks the server's response to {@link #offer}.
     *
     * @return the agreed parameters; empty when the server declined
     * @throws WebSocketException when the response does not match the offer
     */
    static Optional<DeflateParameters> check(Headers response, WebSocketOptions.Deflate deflate)
            throws WebSocketException {
        List<String> extensions = response.list(HEADER);
        if (extensions.isEmpty()) {
            return Optional.empty();
        }
        boolean noContext = deflate == WebSocketOptions.Deflate.NO_CONTEXT_TAKEOVER;
        Optional<DeflateParameters> accepted = parse(extensions.getFirst(), Role.SERVER)
                // RFC 7692 §7.1.1.1: a server that accepts server_no_context_takeover includes it in its response
                .filter(parameters -> parameters.serverNoContext || !noContext);
        if (deflate == WebSocketOptions.Deflate.OFF || extensions.size() > 1 || accepted.isEmpty()
                || !areExtensions(response)) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 §4.1, RFC 7692 §7.1",
                    "the server's extensions '" + String.join(", ", extensions)
                            + "' do not match the client's offer");
        }
        return accepted.map(parameters -> new DeflateParameters(parameters.serverNoContext,
                parameters.clientNoContext || noContext, parameters.serverWindowBits,
                parameters.clientWindowBits));
    }

    /** Whether every extension in the header, known or not, matches the grammar of RFC 6455 §9.1. */
    static boolean areExtensions(Headers headers) {
        return headers.list(HEADER).stream().allMatch(extension -> EXTENSION.matcher(extension).matches());
    }

    /** Returns the server's response to the offer. */
    String response() {
        StringBuilder text = new StringBuilder(NAME);
        if (serverNoContext) {
            text.append("; ").append(SERVER_NO_CONTEXT);
        }
        if (clientNoContext) {
            text.append("; ").append(CLIENT_NO_CONTEXT);
        }
        // RFC 7692 §7.1.2.1: a server accepts the parameter by repeating it, even with the largest value
        serverWindowBits.ifPresent(bits -> text.append("; ").append(SERVER_WINDOW).append('=').append(bits));
        return text.toString();
    }

    /**
     * Parses one extension; empty when it is another extension, or a parameter is unknown, repeated or has an invalid
     * value.
     *
     * @param sender only a client may send client_max_window_bits without a value (RFC 7692 §7.1.2.2)
     */
    private static Optional<DeflateParameters> parse(String extension, Role sender) {
        String[] parts = extension.split(";", -1);
        if (!parts[0].strip().equals(NAME)) {
            return Optional.empty();
        }
        Set<String> seen = new HashSet<>();
        OptionalInt serverBits = OptionalInt.empty();
        int clientBits = MessageDeflater.FULL_WINDOW_BITS;
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].strip().split("\\s*=\\s*", 2);
            String value = pair.length < 2 ? null : unquoted(pair[1]);
            if (!seen.add(pair[0])) {
                return Optional.empty();
            }
            switch (pair[0]) {
                case SERVER_NO_CONTEXT, CLIENT_NO_CONTEXT -> {
                    if (value != null) {
                        return Optional.empty();
                    }
                }
                case SERVER_WINDOW, CLIENT_WINDOW -> {
                    boolean bare = sender == Role.CLIENT && value == null && pair[0].equals(CLIENT_WINDOW);
                    OptionalInt bits = bare ? OptionalInt.of(MessageDeflater.FULL_WINDOW_BITS)
                            : windowBits(value);
                    if (bits.isEmpty()) {
                        return Optional.empty();
                    }
                    serverBits = pair[0].equals(SERVER_WINDOW) ? bits : serverBits;
                    clientBits = pair[0].equals(CLIENT_WINDOW) ? bits.getAsInt() : clientBits;
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional
                .of(new DeflateParameters(seen.contains(SERVER_NO_CONTEXT), seen.contains(CLIENT_NO_CONTEXT),
                        serverBits, clientBits));
    }

    /** Parses a window size: 8 to 15, without leading zeros (RFC 7692 §7.1.2.1). */
    private static OptionalInt windowBits(String value) {
        return value != null && value.matches("[89]|1[0-5]") ? OptionalInt.of(Integer.parseInt(value))
                : OptionalInt.empty();
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
                : value;
    }

    /** Returns the compressor for messages that this role sends. */
    MessageDeflater deflater(Role role) {
        return switch (role) {
            case SERVER -> new MessageDeflater(!serverNoContext,
                    serverWindowBits.orElse(MessageDeflater.FULL_WINDOW_BITS));
            case CLIENT -> new MessageDeflater(!clientNoContext, clientWindowBits);
        };
    }

    /** Returns the decompressor for messages that this role receives. */
    public MessageInflater inflater(Role role) {
        return switch (role) {
            case SERVER -> new MessageInflater(!clientNoContext);
            case CLIENT -> new MessageInflater(!serverNoContext);
        };
    }
}
