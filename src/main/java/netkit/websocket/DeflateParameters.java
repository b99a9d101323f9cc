package netkit.websocket;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

import netkit.http.Headers;

/**
 * What both ends agreed on for permessage-deflate (RFC 7692 §7.1).
 *
 * @param serverNoContext each message of the server is compressed by itself
 * @param clientNoContext each message of the client is
 * @param serverWindowBits how far back the server's messages may refer, as a power of two, 8 to 15; when nobody named
 *        it, as far as DEFLATE can
 * @param clientWindowBits how far back the client's may
 */
public record DeflateParameters(boolean serverNoContext, boolean clientNoContext,
        OptionalInt serverWindowBits,
        int clientWindowBits) {
    static final String HEADER = "Sec-WebSocket-Extensions";
    static final String NAME = "permessage-deflate";
    /** Possessive: it would else need a deep stack for many parameters. */
    private static final Pattern EXTENSION = Pattern
            .compile("token(?:\\s*;\\s*token(?:\\s*=\\s*(?:token|\"token\"))?)*+"
                    .replace("token", Headers.TOKEN));
    private static final String SERVER_NO_CONTEXT = "server_no_context_takeover";
    private static final String CLIENT_NO_CONTEXT = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";

    /** What a client offers: any window for itself, for it can honour each. */
    static String offer(WebSocketOptions.Deflate deflate) {
        return NAME + "; " + CLIENT_WINDOW + switch (deflate) {
            case WITHOUT_CONTEXT -> "; " + SERVER_NO_CONTEXT + "; " + CLIENT_NO_CONTEXT;
            case ON, OFF -> "";
        };
    }

    /** What a server agrees to: the first of the client's offers that makes sense, or nothing. */
    static Optional<DeflateParameters> choose(Headers request, WebSocketOptions.Deflate deflate) {
        if (deflate == WebSocketOptions.Deflate.OFF) {
            return Optional.empty();
        }
        for (String offer : request.list(HEADER)) {
            Optional<DeflateParameters> offered = parse(offer, Role.CLIENT);
            if (offered.isPresent()) {
                boolean without = deflate == WebSocketOptions.Deflate.WITHOUT_CONTEXT;
                DeflateParameters asked = offered.get();
                return Optional.of(new DeflateParameters(asked.serverNoContext || without,
                        asked.clientNoContext || without, asked.serverWindowBits,
                        MessageDeflater.FULL_WINDOW_BITS));
            }
        }
        return Optional.empty();
    }

    /**
     * What a client makes of the server's answer to {@link #offer}.
     *
     * @throws WebSocketException when the answer is none to that offer
     */
    static Optional<DeflateParameters> agreed(Headers response, WebSocketOptions.Deflate deflate)
            throws WebSocketException {
        List<String> extensions = response.list(HEADER);
        if (extensions.isEmpty()) {
            return Optional.empty();
        }
        boolean without = deflate == WebSocketOptions.Deflate.WITHOUT_CONTEXT;
        Optional<DeflateParameters> answered = parse(extensions.getFirst(), Role.SERVER)
                // RFC 7692 §7.1.1.1: a server that accepts server_no_context_takeover says so
                .filter(answer -> answer.serverNoContext || !without);
        if (deflate == WebSocketOptions.Deflate.OFF || extensions.size() > 1 || answered.isEmpty()
                || !areExtensions(response)) {
            throw new WebSocketException(CloseCode.PROTOCOL_ERROR, "RFC 6455 §4.1, RFC 7692 §7.1",
                    "the server's extensions '" + String.join(", ", extensions)
                            + "' are no answer to our offer");
        }
        return answered.map(answer -> new DeflateParameters(answer.serverNoContext,
                answer.clientNoContext || without, answer.serverWindowBits, answer.clientWindowBits));
    }

    /** Whether a head's list of extensions fits the grammar of RFC 6455 §9.1, as even those we don't know have to. */
    static boolean areExtensions(Headers headers) {
        return headers.list(HEADER).stream().allMatch(extension -> EXTENSION.matcher(extension).matches());
    }

    /** The server's answer. */
    String answer() {
        StringBuilder text = new StringBuilder(NAME);
        if (serverNoContext) {
            text.append("; ").append(SERVER_NO_CONTEXT);
        }
        if (clientNoContext) {
            text.append("; ").append(CLIENT_NO_CONTEXT);
        }
        // RFC 7692 §7.1.2.1: a server accepts it by naming it too, also where it is the largest
        serverWindowBits.ifPresent(bits -> text.append("; ").append(SERVER_WINDOW).append('=').append(bits));
        return text.toString();
    }

    /**
     * Empty when it is another extension, or a parameter is unknown, comes twice or has a value it may not have.
     *
     * @param by who says it: only a client may name client_max_window_bits without a value (RFC 7692 §7.1.2.2)
     */
    private static Optional<DeflateParameters> parse(String extension, Role by) {
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
                    boolean bare = by == Role.CLIENT && value == null && pair[0].equals(CLIENT_WINDOW);
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

    /** RFC 7692 §7.1.2.1: 8 to 15, without leading zeros. */
    private static OptionalInt windowBits(String value) {
        return value != null && value.matches("[89]|1[0-5]") ? OptionalInt.of(Integer.parseInt(value))
                : OptionalInt.empty();
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /** How we compress. */
    MessageDeflater deflation(Role role) {
        return switch (role) {
            case SERVER -> new MessageDeflater(!serverNoContext,
                    serverWindowBits.orElse(MessageDeflater.FULL_WINDOW_BITS));
            case CLIENT -> new MessageDeflater(!clientNoContext, clientWindowBits);
        };
    }

    /** How we read what the peer compressed. */
    MessageInflater inflation(Role role) {
        return switch (role) {
            case SERVER -> new MessageInflater(!clientNoContext);
            case CLIENT -> new MessageInflater(!serverNoContext);
        };
    }
}
