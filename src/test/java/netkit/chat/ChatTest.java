package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.RandomIds;

/** What members say and receive, and how they enter and leave. */
@Tag("slow")
class ChatTest extends ChatFixture {
    @Test
    void newMemberIsGreetedWithItsIdAndIsGuestInLobby() {
        RecordingMember guest = new RecordingMember(chat);

        assertEquals(
                List.of("* you are guest-1 in lobby; /help lists the commands",
                        "* your id is Id1: it stays when your name changes"),
                guest.received());
        assertEquals(1, chat.size());
    }

    @Test
    void idIsTwentyBase64urlCharacters() {
        RecordingMember guest = new RecordingMember(new Chat(new RandomIds()));

        String notice = guest.received().getLast();
        assertTrue(notice.matches("\\* your id is [A-Za-z0-9_-]{20}: .*"), notice);
        assertTrue(notice.length() < 80, notice);
    }

    @Test
    void memberReceivesEveryMessageAfterTheNoticeThatItIsInTheLobby() {
        RecordingMember bob = member("bob");
        RecordingMember ann = new RecordingMember(chat, line -> {
            if (line.startsWith("* you are")) {
                bob.send("welcome");
            }
        });

        assertTrue(ann.received().contains("[lobby] bob: welcome"));
    }

    @Test
    void lineIsSentToAllMembersOfTheRoomExceptItsSender() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        RecordingMember eve = member("eve");

        assertEquals(List.of(), ann.send("hello,  all"));
        assertEquals(List.of("[lobby] ann: hello,  all"), bob.received());
        assertEquals(List.of("[lobby] ann: hello,  all"), eve.received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void blankLineIsIgnored(String line) {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        assertEquals(List.of(), ann.send(line));
        assertEquals(List.of(), bob.received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\u001b[2J", "a\u0000", "a\u0085", "a\u202eb", "a\u2028b",
        "/msg bob \u0007", "/nick a\u007f", "/nick \u202eann"})
    void lineWithControlCharacterIsRefused(String line) {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        List<String> reply = ann.send(line);
        assertEquals(1, reply.size());
        assertTrue(reply.getFirst().matches(
                "! character \\d+ of the line is a control character \\(U\\+[0-9A-F]{4}\\); nothing was sent"),
                reply.getFirst());
        assertEquals(List.of(), bob.received());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/nick tea\u200bcher", "/nick tea\ufe0fcher", "hidden \udb40\udc41", "/join \u3164"})
    void lineWithAnInvisibleCharacterIsRefused(String line) {
        List<String> reply = member("ann").send(line);
        assertEquals(1, reply.size());
        assertTrue(reply.getFirst().matches(
                "! character \\d+ of the line is an invisible character \\(U\\+[0-9A-F]{4,5}\\); nothing was sent"),
                reply.getFirst());
    }

    @Test
    void tabIsAllowedInText() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        ann.send("a\tb");
        assertEquals(List.of("[lobby] ann: a\tb"), bob.received());
    }

    @Test
    void invalidCommandGetsErrorAndIsNotSentToOthers() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        assertEquals(List.of("! unknown command '/dance'; /help lists them all", "! usage: /nick NAME"),
                ann.send("/dance now", "/nick"));
        assertEquals(List.of(), bob.received());
    }

    @Test
    void directMessageIsSentToOneMemberByNameOrId() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        RecordingMember eve = member("eve");

        assertEquals(List.of(), ann.send("/msg BOB one", "/msg Id2 two"));
        assertEquals(List.of("[direct] ann: one", "[direct] ann: two"), bob.received());
        assertEquals(List.of(), eve.received());
        assertEquals(List.of("! there is no member 'zed'; /who lists those in your room",
                "! there is no member 'lobby'; /who lists those in your room", "! 'Ann' is you",
                "! 'Id1' is you"),
                ann.send("/msg zed hi", "/msg lobby hi", "/msg Ann hi", "/msg Id1 hi"));
    }

    @Test
    void eventsReportRoomChangesInOrder() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        assertEquals(List.of("* events on"), ann.send("/events on"));

        bob.send("/join java", "/leave lobby");
        chat.leave(bob.member);
        new RecordingMember(chat);

        assertEquals(List.of("* create-room java", "* join-room java Id2 (bob)",
                "* leave-room lobby Id2 (bob)", "* leave-room Id2 Id2 (bob)",
                "* delete-room Id2", "* leave-room java Id2 (bob)", "* delete-room java",
                "* create-room Id3", "* join-room Id3 Id3 (guest-3)", "* join-room lobby Id3 (guest-3)"),
                ann.received());
        assertEquals(List.of("* events off"), ann.send("/events off", "/join java").subList(0, 1));
        bob = member("bob");
        assertEquals(List.of(), ann.received());
    }

    @Test
    void joinIsToldOnceToEachMember() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        ann.send("/events on");

        new RecordingMember(chat);
        assertEquals(1,
                ann.received().stream().filter(line -> line.contains("guest-3") && line.contains("lobby"))
                        .count());
        assertEquals(List.of("* guest-3 joined lobby"), bob.received());

        ann.send("/events off");
        new RecordingMember(chat);
        assertEquals(List.of("* guest-4 joined lobby"), ann.received());
    }

    @Test
    void eventsOfOwnChangesPrecedeTheReply() {
        RecordingMember ann = member("ann");

        assertEquals(List.of("* events on", "* create-room java", "* join-room java Id1 (ann)",
                "* you are in java; your text goes there now"), ann.send("/events on", "/join java"));
    }

    @Test
    void memberReceivesEveryEventAfterTheNoticeThatEventsAreOn() {
        RecordingMember bob = member("bob");
        RecordingMember ann = new RecordingMember(chat, line -> {
            if (line.equals("* events on")) {
                bob.send("/join java");
            }
        });
        ann.received();

        assertEquals(List.of("* events on", "* create-room java", "* join-room java Id1 (bob)"),
                ann.send("/events on"));
    }

    @Test
    void helpListsEveryCommand() {
        List<String> help = member("ann").send("/help");

        assertEquals(ChatCommand.Word.values().length + 1, help.size());
        assertTrue(help.getLast().length() < 80, help.getLast());
        for (ChatCommand.Word word : ChatCommand.Word.values()) {
            assertTrue(help.get(word.ordinal()).length() < 80, help.toString());
            assertTrue(help.get(word.ordinal()).startsWith("* " + word.usage() + " "), help.toString());
        }
    }

    @Test
    void quitEndsBothDirections() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        ann.send("/events on");

        assertEquals(List.of("* goodbye (closed)"), ann.send("/quit", "still here?", "/nick zed", "/help"));
        assertEquals(List.of("* ann left lobby"), bob.received());
        bob.send("hello", "/join java");
        assertEquals(List.of(), ann.received());
        assertEquals(List.of("* in lobby: bob (you)"), bob.send("/who lobby"));
        assertEquals(1, chat.size());
    }

    @Test
    void leaveIsIdempotent() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        bob.send("/events on");
        chat.leave(ann.member);
        List<String> first = bob.received();
        assertTrue(first.contains("* leave-room lobby Id1 (ann)"), first.toString());

        RecordingMember next = member("ann");
        bob.received();
        chat.leave(ann.member);

        assertEquals(List.of(), bob.received());
        bob.send("/msg ann hi");
        assertEquals(List.of("[direct] bob: hi"), next.received());
    }

    @Test
    void closeSendsLastNoticeToAllMembers() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        bob.send("/leave lobby", "/events on");
        ann.received();

        chat.close("the chat is over");
        assertEquals(List.of("* the chat is over (closed)"), ann.received());
        assertEquals(List.of("* the chat is over (closed)"), bob.received());
        assertEquals(0, chat.size());
    }

    @Test
    void messageToAnEmptyRoomIsReportedOnce() {
        RecordingMember ann = member("ann");

        assertEquals(List.of("* you are alone in lobby: no other member receives this"),
                ann.send("hello?", "anyone?"));
        RecordingMember bob = member("bob");
        assertEquals(List.of(), ann.send("hello bob"));
        assertEquals(List.of("* you are alone in java: no other member receives this"),
                ann.send("/join java", "and here?").subList(1, 2));
        bob.send("/leave");
        ann.received();
        assertEquals(List.of("* you are alone in lobby: no other member receives this"),
                ann.send("/to lobby still here?"));
    }
}
