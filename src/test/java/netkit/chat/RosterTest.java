package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

class RosterTest {
    private final Roster roster = new Roster();

    @Test
    void firstWordIsCompletedAsCommand() {
        assertTrue(roster.candidates(List.of("/jo")).contains("/join"));
        assertTrue(roster.candidates(List.of("/")).contains("/events"));
    }

    @Test
    void noQueriesAreSentToOtherServers() {
        assertTrue(roster.learn("220 mail.example ESMTP"));
        assertEquals(0, roster.queries().length);
    }

    @Test
    void namesAndRoomsAreLearnedFromHiddenReplies() {
        roster.learn("* your id is l1FWyHznLepkaZvwYxdA: it stays when your name changes");
        assertEquals("/who\n/rooms\n", new String(roster.queries(), StandardCharsets.UTF_8));
        assertFalse(roster.learn("* in lobby: bob, ann (you),"));
        assertTrue(roster.learn("[lobby] carl: a line between the replies"), "messages are always shown");
        assertTrue(roster.learn("* dora joined lobby"));
        assertFalse(roster.learn("*   dora"));
        assertFalse(roster.learn("* rooms: java (1), lobby (3)"));
        assertFalse(roster.learn("* you are in: lobby (current), l1FWyHznLepkaZvwYxdA (your own)"));
        assertEquals(List.of("ann", "bob", "carl", "dora"), roster.candidates(List.of("/msg", "")));
        assertEquals(List.of("java", "lobby"), roster.candidates(List.of("/join", "l")));
        assertTrue(roster.learn("* rooms: java (1), lobby (3)"),
                "the reply to the user's own query is shown");
    }

    /** With half of the names, a beginning that two of them have would be taken for the only one. */
    @Test
    void listThatIsStillArrivingReplacesNothing() {
        roster.learn("* your id is l1FWyHznLepkaZvwYxdA");
        roster.learn("* in lobby: carla, carlo");
        roster.queries();
        roster.learn("* in lobby: carla,");
        assertEquals(List.of("carla", "carlo"), roster.candidates(List.of("/msg", "ca")));
        roster.learn("*   cary");
        assertEquals(List.of("carla", "cary"), roster.candidates(List.of("/msg", "ca")));
    }

    @Test
    void errorReplyToOwnQueryIsHiddenToo() {
        roster.learn("* your id is l1FWyHznLepkaZvwYxdA");
        roster.queries();
        assertFalse(roster.learn("! you are in no room; /who ROOM asks about another"));
        assertFalse(roster.learn("* there are no rooms"));
        assertFalse(roster.learn("* you are in: l1FWyHznLepkaZvwYxdA (your own)"));
        assertTrue(roster.candidates(List.of("/to", "")).isEmpty());
    }

    @Test
    void noSecondQueryWhileReplyIsPending() {
        roster.learn("* your id is l1FWyHznLepkaZvwYxdA");
        roster.queries();
        assertEquals(0, roster.queries().length);
    }

    @Test
    void textIsNotCompleted() {
        assertTrue(roster.candidates(List.of("/msg", "ann", "he")).isEmpty());
        assertTrue(roster.candidates(List.of("/nick", "a")).isEmpty());
    }
}
