package netkit.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosingHandshakeTest {
    /**
     * What happens to this end, which close frames it sends, where it is then, how the connection ended, and which ends close
     * TCP without waiting for the peer. A close frame that this end starts has the code 1000.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = { //
        "close                            | 1000 | CLOSING | -    | both", //
        "close, close                     | 1000 | CLOSING | -    | both", //
        "receive 4000                     | 4000 | CLOSED  | 4000 | server", //
        "receive 1005                     | 1005 | CLOSED  | 1005 | server", //
        "close, receive 4000              | 1000 | CLOSED  | 4000 | server", //
        "receive 4000, close              | 4000 | CLOSED  | 4000 | server", //
        "receive 4000, receive 4001       | 4000 | CLOSED  | 4000 | server", //
        "fail 1002                        | 1002 | CLOSED  | 1002 | both", //
        "fail 1002, fail 1007             | 1002 | CLOSED  | 1002 | both", //
        "fail 1002, close                 | 1002 | CLOSED  | 1002 | both", //
        "fail 1002, receive 4000          | 1002 | CLOSED  | 1002 | both", //
        "close, fail 1002                 | 1000 | CLOSED  | 1002 | both", //
        "abort                            | ''   | CLOSED  | 1006 | both", //
        "abort, close                     | ''   | CLOSED  | 1006 | both", //
        "abort, receive 4000              | ''   | CLOSED  | 1006 | both", //
        "close, abort                     | 1000 | CLOSED  | 1006 | both", //
        "close, receive 4000, abort       | 1000 | CLOSED  | 4000 | server", //
        "fail 1002, abort                 | 1002 | CLOSED  | 1002 | both"})
    void closingHandshakeFollowsTheRfc(String events, String sent, ClosingHandshake.State state,
            Integer result,
            String closesTcpFirst) {
        for (Role role : Role.values()) {
            ClosingHandshake end = new ClosingHandshake(role);
            List<String> frames = new ArrayList<>();
            for (String event : events.split(", ")) {
                happens(end, event.split(" "), frames);
            }
            String context = events + " at a " + role;
            assertEquals(sent, String.join(" ", frames), context);
            assertEquals(state, end.state(), context);
            assertEquals(result, end.result() == null ? null : (Integer) end.result().code(), context);
            assertEquals(closesTcpFirst.equals("both") || role == Role.SERVER, end.closesTcpFirst(), context);
            assertEquals(state == ClosingHandshake.State.CLOSING, end.mayReceive(), context);
        }
    }

    private static void happens(ClosingHandshake end, String[] event, List<String> frames) {
        switch (event[0]) {
            case "close" -> {
                if (end.close()) {
                    frames.add("1000");
                }
            }
            case "receive" -> {
                if (end.receive(status(event[1]))) {
                    frames.add(event[1]); // echoed
                }
            }
            case "fail" -> {
                if (end.fail(status(event[1]))) {
                    frames.add(event[1]);
                }
            }
            case "abort" -> end.abort("reset");
            default -> throw new AssertionError(event[0]);
        }
    }

    private static CloseStatus status(String code) {
        return new CloseStatus(Integer.parseInt(code), "");
    }

    @Test
    void openConnectionSendsAndReceives() {
        ClosingHandshake end = new ClosingHandshake(Role.SERVER);
        assertEquals(ClosingHandshake.State.OPEN, end.state());
        assertTrue(end.mayReceive());
        assertNull(end.result());
    }

    @Test
    void reasonOfTheFirstFailureCounts() {
        ClosingHandshake end = new ClosingHandshake(Role.CLIENT);
        end.abort("no pong within 100 ms");
        end.abort("Socket closed");
        assertEquals(new CloseStatus(CloseCode.ABNORMAL, "no pong within 100 ms"), end.result());
    }
}
