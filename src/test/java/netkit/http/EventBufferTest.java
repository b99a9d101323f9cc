package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventBufferTest {
    private final EventBuffer buffer = new EventBuffer("4f", 1000);

    private static String missed(EventBuffer.Missed missed) {
        return String.join(" ", missed.events().stream().map(ServerSentEvent::id).toList()) + ", lost "
                + missed.lost() + (missed.isKnown() ? "" : ", unknown");
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            buffer.add(ServerSentEvent.MESSAGE, "x");
        }
    }

    @Test
    void eventsAreNumberedFromOne() {
        assertEquals("4f-0", buffer.lastId());
        assertEquals(new ServerSentEvent("room", "text", "4f-1"), buffer.add("room", "text"));
        assertEquals("4f-1", buffer.lastId());
    }

    @Test
    void clientGetsWhatCameAfterItsLastEvent() {
        assertEquals(", lost 0", missed(buffer.after("")));
        add(3);
        assertEquals("4f-1 4f-2 4f-3, lost 0", missed(buffer.after("")));
        assertEquals("4f-1 4f-2 4f-3, lost 0", missed(buffer.after("4f-0")));
        assertEquals("4f-3, lost 0", missed(buffer.after("4f-2")));
        assertEquals(", lost 0", missed(buffer.after("4f-3")));
    }

    @Test
    void whatIsNoLongerKeptIsCounted() {
        add(20);
        assertEquals(9, buffer.after("").events().size(), "1,000 bytes hold 9 of 102 bytes");
        assertEquals(11, buffer.after("").lost());
        assertEquals(8, buffer.after("4f-3").lost());
        assertEquals(0, buffer.after("4f-11").lost());
        assertEquals(9, buffer.after("4f-11").events().size());
        assertTrue(buffer.bytes() <= 1000);
        while (buffer.dropOldest()) {
            assertTrue(buffer.bytes() >= 0);
        }
        assertEquals(0, buffer.bytes());
        assertEquals(", lost 17", missed(buffer.after("4f-3")));
        add(1);
        assertEquals("4f-21, lost 17", missed(buffer.after("4f-3")));
    }

    @Test
    void newestEventIsKeptHoweverLarge() {
        add(1);
        buffer.add(ServerSentEvent.MESSAGE, "x".repeat(5000));
        assertEquals("4f-2, lost 1", missed(buffer.after("")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5a-1", "4f-3", "4f", "4f-01", "-1", "4f-1 ", "4f--1", "4f-9999999999999999999"})
    void idOfAnotherStreamIsUnknown(String id) {
        add(2);
        assertEquals("4f-1 4f-2, lost 0, unknown", missed(buffer.after(id)));
    }

    @Test
    void tokenIsFoundInAnId() {
        assertEquals(Optional.of("4f"), EventBuffer.token("4f-17"));
        assertEquals(Optional.of("a-b_c"), EventBuffer.token("a-b_c-0"));
        for (String id : List.of("", "17", "-17", "4f-", "4f-x", "4f-017", "ü-1")) {
            assertEquals(Optional.empty(), EventBuffer.token(id), id);
        }
        assertFalse(EventBuffer.token("4f-1\n").isPresent());
        assertThrows(IllegalArgumentException.class, () -> new EventBuffer("a b", 1));
    }
}
