package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.http.Headers;
import netkit.websocket.WebSocketOptions.Deflate;

/** RFC 7692 §5 and §7.1: the negotiation of permessage-deflate. */
class DeflateParametersTest {
    private static Headers extensions(String... values) {
        Headers headers = Headers.NONE;
        for (String value : values) {
            headers = headers.with("Sec-WebSocket-Extensions", value);
        }
        return headers;
    }

    private static String response(String offer, Deflate deflate) {
        return DeflateParameters.negotiate(extensions(offer), deflate).map(DeflateParameters::response)
                .orElse("declined");
    }

    private static Optional<DeflateParameters> accepted(String response, Deflate deflate)
            throws WebSocketException {
        return DeflateParameters.check(extensions(response), deflate);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"permessage-deflate | permessage-deflate",
        "permessage-deflate; client_max_window_bits | permessage-deflate",
        "permessage-deflate; client_max_window_bits=10 | permessage-deflate",
        "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
        "permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10 | permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_max_window_bits=8 | permessage-deflate; server_max_window_bits=8",
        "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
        "permessage-deflate; server_max_window_bits=\"9\" | permessage-deflate; server_max_window_bits=9",
        "permessage-deflate; server_max_window_bits=\"1\\0\" | permessage-deflate; server_max_window_bits=10",
        "permessage-deflate;server_max_window_bits=10 ;\tclient_no_context_takeover | permessage-deflate; client_no_context_takeover; server_max_window_bits=10",
        "permessage-deflate; client_max_window_bits; server_no_context_takeover; server_max_window_bits=12; client_no_context_takeover"
                + " | permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=12"})
    void offerIsAcceptedWithTheRequestedParameters(String offer, String response) {
        assertEquals(response, response(offer, Deflate.ON));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits=08",
        "permessage-deflate; server_max_window_bits=1000000000000",
        "permessage-deflate; server_max_window_bits=x",
        "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_no_context_takeover=true",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
        "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        "permessage-deflate; unknown",
        "permessage-deflate; Server_no_context_takeover", "permessage-bzip2", "x-webkit-deflate-frame"})
    void invalidOfferIsDeclined(String offer) {
        assertEquals("declined", response(offer, Deflate.ON));
    }

    @Test
    void firstValidOfferIsAccepted() {
        assertEquals("permessage-deflate; server_max_window_bits=10",
                response(
                        "x, permessage-deflate; server_max_window_bits=7, permessage-deflate; server_max_window_bits=10, permessage-deflate",
                        Deflate.ON));
        assertEquals(10, DeflateParameters
                .negotiate(extensions("permessage-deflate; unknown",
                        "permessage-deflate; server_max_window_bits=10"), Deflate.ON)
                .orElseThrow().serverWindowBits().orElseThrow(), "in a header line of its own");
    }

    @Test
    void serversOwnSettingsAreInTheResponse() {
        assertEquals("declined", response("permessage-deflate", Deflate.OFF));
        assertEquals("permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                response("permessage-deflate", Deflate.NO_CONTEXT_TAKEOVER));
    }

    @Test
    void clientOffersAnyWindowSize() {
        assertEquals("permessage-deflate; client_max_window_bits", DeflateParameters.offer(Deflate.ON));
        assertEquals(
                "permessage-deflate; client_max_window_bits; server_no_context_takeover; client_no_context_takeover",
                DeflateParameters.offer(Deflate.NO_CONTEXT_TAKEOVER));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"permessage-deflate | false | false | | 15",
        "permessage-deflate; server_no_context_takeover | true | false | | 15",
        "permessage-deflate; client_no_context_takeover | false | true | | 15",
        "permessage-deflate; server_max_window_bits=8 | false | false | 8 | 15",
        "permessage-deflate; client_max_window_bits=9 | false | false | | 9",
        "permessage-deflate; client_max_window_bits=\"9\" | false | false | | 9"})
    void clientAcceptsTheParametersOfTheResponse(String response, boolean serverNoContext,
            boolean clientNoContext,
            Integer serverBits, int clientBits) throws Exception {
        assertEquals(
                Optional.of(new DeflateParameters(serverNoContext, clientNoContext,
                        serverBits == null ? OptionalInt.empty() : OptionalInt.of(serverBits), clientBits)),
                accepted(response, Deflate.ON));
    }

    @Test
    void responseWithoutExtensionMeansNoCompression() throws Exception {
        assertEquals(Optional.empty(), DeflateParameters.check(Headers.NONE, Deflate.ON));
        assertEquals(Optional.empty(), DeflateParameters.check(Headers.NONE, Deflate.NO_CONTEXT_TAKEOVER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; client_max_window_bits",
        "permessage-deflate;\tclient_max_window_bits\t",
        "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16", "permessage-deflate; unknown",
        "permessage-deflate, permessage-deflate",
        "permessage-deflate, x", "x", "permessage-deflate;",
        "permessage-deflate; server_no_context_takeover=1"})
    void responseThatDoesNotMatchTheOfferFails(String response) {
        WebSocketException e = assertThrows(WebSocketException.class, () -> accepted(response, Deflate.ON));
        assertTrue(e.clause().contains("RFC 7692"), e.clause());
    }

    @Test
    void responseMustConfirmServerNoContextTakeover() throws Exception {
        assertThrows(WebSocketException.class,
                () -> accepted("permessage-deflate", Deflate.NO_CONTEXT_TAKEOVER));
        DeflateParameters accepted = accepted("permessage-deflate; server_no_context_takeover",
                Deflate.NO_CONTEXT_TAKEOVER)
                .orElseThrow();
        assertTrue(accepted.clientNoContext(), "the client may always give up its own context");
        assertThrows(WebSocketException.class, () -> accepted("permessage-deflate", Deflate.OFF),
                "not offered");
    }
}
