package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRoomsTest extends ChatFixture {
    private static final String NOT_A_ROOM = "' cannot be a room: 1 to 32 letters, digits, '_', '-', '.' or '#', "
            + "and not 'direct'";

    @Test
    void plainTextIsSentToTheRoomJoinedLast() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        RecordingMember eve = member("eve");

        assertEquals(List.of("* you are in java; your text goes there now"), ann.send("/join java"));
        bob.send("/join java");
        ann.send("hello");
        assertEquals(List.of("[java] ann: hello"), bob.received());
        assertEquals(List.of(), eve.received());
    }

    @Test
    void memberOfSeveralRoomsReceivesMessagesOfAll() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        ann.send("/join java");
        bob.send("hello");
        assertEquals(List.of("[lobby] bob: hello"), ann.received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "a]", "a:b", "*", "-a", "123456789012345678901234567890123"})
    void ambiguousRoomNameIsRefused(String room) {
        assertEquals(List.of("! '" + room + NOT_A_ROOM), member("ann").send("/join " + room));
    }

    @Test
    void roomOfAnIdIsPrivateToItsMember() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        assertEquals(List.of("! 'Id1' is a member's own room; /msg reaches it"), bob.send("/join Id1"));
        assertEquals(List.of("! you cannot leave the room of your own id"), ann.send("/leave Id1"));
        bob.send("/to Id1 hi");
        assertEquals(List.of("[direct] bob: hi"), ann.received());
    }

    @Test
    void memberInOneHundredRoomsMaySwitchButNotJoinAnother() {
        RecordingMember ann = member("ann");
        for (int i = 2; i <= 100; i++) {
            ann.send("/join r" + i);
        }

        assertEquals(List.of("! you are in 100 rooms already; /leave one first"), ann.send("/join r101"));
        assertEquals(List.of("* you are in r2; your text goes there now"), ann.send("/join r2"));
        ann.send("/leave r2");
        assertEquals(List.of("* you are in r101; your text goes there now"), ann.send("/join r101"));
    }

    @Test
    void leavingTheCurrentRoomReturnsToTheOneJoinedLast() {
        RecordingMember ann = member("ann");
        ann.send("/join java", "/join udp");

        assertEquals(List.of("* you left udp; your text goes to java now"), ann.send("/leave"));
        assertEquals(List.of("* you left lobby"), ann.send("/leave lobby"));
        assertEquals(List.of("* you left java; you are in no room now"), ann.send("/leave java"));
        assertEquals(List.of("! you are in no room; /join ROOM first"), ann.send("hello?"));
        assertEquals(List.of("! you are in no room; /who ROOM asks about another"), ann.send("/who"));
        assertEquals(List.of("! you are in no room; /join ROOM first"), ann.send("/leave"));
        assertEquals(List.of("! you are not in 'java'; /rooms lists your rooms"), ann.send("/leave java"));
        assertEquals(List.of("* you are in lobby; your text goes there now"), ann.send("/join lobby"));
    }

    @Test
    void memberThatLeftReceivesNoFurtherMessages() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        ann.send("/leave lobby");

        bob.send("hello");
        assertEquals(List.of(), ann.received());
    }

    @Test
    void toSendsToAnotherRoomWithoutSwitching() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        RecordingMember eve = member("eve");
        bob.send("/join java");

        assertEquals(List.of(), ann.send("/to java hello", "and here"));
        assertEquals(List.of("[java] ann: hello", "[lobby] ann: and here"), bob.received());
        assertEquals(List.of("[lobby] ann: and here"), eve.received());
        assertEquals(List.of("! there is no room 'void'; /rooms lists them",
                "! there is no room 'direct'; /rooms lists them"),
                ann.send("/to void hello", "/to direct hello"));
    }

    @Test
    void roomsListsAllRoomsAndThoseOfTheMember() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        ann.send("/join java");
        bob.send("/join #x");

        assertEquals(
                List.of("* rooms: #x (1), java (1), lobby (2)",
                        "* you are in: lobby, java (current), Id1 (your own)"),
                ann.send("/rooms"));
        ann.send("/leave java", "/leave lobby");
        bob.send("/leave #x", "/leave lobby");
        assertEquals(List.of("* there are no rooms", "* you are in: Id1 (your own)"), ann.send("/rooms"));
    }

    @Test
    void whoListsMembersInJoinOrder() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        bob.send("/join java");

        assertEquals(List.of("* in lobby: ann (you), bob"), ann.send("/who"));
        assertEquals(List.of("* in java: bob"), ann.send("/who java"));
        assertEquals(List.of("! there is no room 'void'; /rooms lists them"), ann.send("/who void"));
    }

    @Test
    void replyListsAtMostTwoHundredEntries() {
        RecordingMember ann = member("ann");
        for (int i = 0; i < 202; i++) {
            new RecordingMember(chat).send("/join r" + i);
        }

        ann.received();
        String who = String.join(" ", ann.send("/who"));
        assertEquals(200, who.split(", ").length);
        assertTrue(who.endsWith(" and 3 more"), who);
        List<String> lists = ann.send("/rooms");
        String rooms = String.join(" ", lists.subList(0, lists.size() - 1));
        assertEquals(200, rooms.split(", ").length);
        assertTrue(rooms.endsWith(" and 3 more"), rooms);
    }

    @Test
    void membersOfASmallRoomAreToldByNameWhoComesAndGoes() {
        RecordingMember ann = member("ann");
        RecordingMember bob = new RecordingMember(chat);
        bob.send("/nick bob", "/join java", "/leave lobby", "/nick rob");
        chat.leave(bob.member);

        assertEquals(List.of("* guest-2 joined lobby", "* guest-2 is bob now", "* bob left lobby"),
                ann.received());
        assertEquals(List.of(), bob.received().stream().filter(line -> line.contains("bob joined")).toList());
    }

    @Test
    void membersOfALargeRoomAreToldHowManyTheyAre() {
        RecordingMember ann = member("ann");
        List<RecordingMember> others = Stream.generate(() -> new RecordingMember(chat)).limit(19).toList();
        assertEquals("* guest-20 joined lobby", ann.received().getLast());

        others = Stream.concat(others.stream(), Stream.generate(() -> new RecordingMember(chat)).limit(100))
                .toList();
        assertEquals(Stream.of(30, 40, 50, 60, 70, 80, 90, 100)
                .map(size -> "* lobby has " + size + " members now").toList(), ann.received());
        others.getLast().send("/nick zed");
        assertEquals(List.of(), ann.received(), "nor who changes its name");
        others.reversed().forEach(other -> chat.leave(other.member));
        List<String> left = ann.received();
        assertEquals("* lobby has 30 members now", left.get(7));
        assertEquals("* guest-21 left lobby", left.get(8), left.toString());
        assertEquals("* guest-2 left lobby", left.getLast());
    }

    /** On a terminal of 80 columns. */
    @Test
    void membersOfAClassAreListedInLinesThatFit() {
        RecordingMember ann = member("ann");
        for (int i = 0; i < 29; i++) {
            new RecordingMember(chat).send("/nick 李" + "x".repeat(i));
        }
        ann.received();

        List<String> who = ann.send("/who");
        assertTrue(who.getFirst().startsWith("* in lobby: ann (you), 李, 李x, "), who.toString());
        assertTrue(who.stream()
                .allMatch(line -> line.length() + line.chars().filter(c -> c == '李').count() < 80));
        assertTrue(who.stream().skip(1).allMatch(line -> line.startsWith("*   李")), who.toString());
        assertTrue(who.subList(0, who.size() - 1).stream().allMatch(ChatList::isContinued), who.toString());
        assertEquals(30, String.join(" ", who).split(", ").length);
    }

    /** RFC 8266: both look the same. */
    @Test
    void composedAndDecomposedRoomAreOne() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        ann.send("/join caf\u00e9");

        bob.send("/join cafe\u0301", "hi");
        assertEquals(List.of("* bob joined caf\u00e9", "[caf\u00e9] bob: hi"), ann.received());
    }
}
