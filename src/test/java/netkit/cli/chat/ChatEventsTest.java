package netkit.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.chat.ChatEvent;
import netkit.socketio.Selection;

class ChatEventsTest {
    private static final Selection LOBBY = new Selection(Set.of("lobby"), Set.of());
    private static final Selection ALL = new Selection(Set.of(), Set.of());
    private static final int LONGEST = 20;

    static Stream<ChatEvent> events() {
        return Stream.of(new ChatEvent.Message("java", "Id", "ann", "hello"),
                new ChatEvent.Message("direct", "Id", "ann", "grüße 🚀"),
                new ChatEvent.Joined("java", "Id", "ann"), new ChatEvent.Left("java", "Id", "ann"),
                new ChatEvent.Renamed("Id", "ann", "guest-1"), new ChatEvent.Notice("java has 30"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void eventIsDecodedAsItWasEncoded(ChatEvent event) {
        assertEquals(Optional.of(event), ChatEvents.decode(ChatEvents.encode(event), ALL, LONGEST));
    }

    private static String line(Selection to, Object... values) {
        return ChatEvents.decode(List.of(values), to, LONGEST).map(ChatEvent::toString).orElse("nothing");
    }

    @Test
    void textOfAnotherProgramCannotFakeALine() {
        assertEquals("[lobby] ann: x\\u000a[java] eve: y", line(LOBBY, "chat message", "x\n[java] eve: y",
                Map.of("room", "lobby", "id", "A", "nick", "ann")));
        assertEquals("[lobby] A1: x", line(LOBBY, "chat message", "x",
                Map.of("room", "lobby", "id", "A1", "nick", "bob: hi")));
        assertEquals("* x\\u001b[2J", line(ALL, "notice", "x\u001b[2J"));
    }

    @Test
    void roomOfAMessageThatNamesNoneIsWhereItWasSent() {
        assertEquals("[lobby] ann: x", line(LOBBY, "chat message", "x", Map.of("nick", "ann")));
        assertEquals("[lobby] ann: x",
                line(LOBBY, "chat message", "x", Map.of("nick", "ann", "room", "a b")));
    }

    @Test
    void messageWithoutASpeakerIsWhatTheServerSays() {
        assertEquals("* x", line(ALL, "chat message", "x"));
        assertEquals("* x", line(ALL, "chat message", "x", Map.of("nick", "ann")));
    }

    @Test
    void textThatIsTooLongIsNotShown() {
        assertEquals("* ann said too much for one line in lobby: 21 characters",
                line(LOBBY, "chat message", "x".repeat(21), Map.of("nick", "ann")));
        assertEquals("* ann said too much for one line in lobby: 7 characters",
                line(LOBBY, "chat message", "€".repeat(7), Map.of("nick", "ann")));
        assertEquals("* a server said too much for one line: 21 characters",
                line(LOBBY, "notice", "x".repeat(21)));
    }

    @Test
    void otherEventsAndArgumentsAreNoLine() {
        assertEquals("nothing", line(LOBBY, "news", "x"));
        assertEquals("nothing", line(LOBBY, "chat message"));
        assertEquals("nothing", line(LOBBY, "chat message", 5L, Map.of("nick", "ann")));
        assertEquals("nothing", line(ALL, "join", Map.of("nick", "ann")));
        assertEquals("nothing", line(LOBBY, "nick", Map.of("id", "A", "nick", "ann")));
        assertEquals("nothing", line(LOBBY, 5L));
    }
}
