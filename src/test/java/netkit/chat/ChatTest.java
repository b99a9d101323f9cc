package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.RandomIds;

class ChatTest {
    private static final String NOT_A_NAME = "' cannot be a name: 1 to 32 letters, digits, '_', '-' or '.'";
    private static final String NOT_A_ROOM = "' cannot be a room: 1 to 32 letters, digits, '_', '-', '.' or '#', "
            + "and not 'direct'";

    private final AtomicInteger ids = new AtomicInteger();
    private final Chat chat = new Chat(() -> "Id" + ids.incrementAndGet());

    /** Somebody in the chat who remembers what it heard. */
    private static final class Person implements ChatMember.Channel {
        private final Chat chat;
        private final Consumer<String> onLine;
        private final List<String> heard = new ArrayList<>();
        private final ChatMember member;

        Person(Chat chat, Consumer<String> onLine) {
            this.chat = chat;
            this.onLine = onLine;
            this.member = chat.enter(this);
        }

        @Override
        public synchronized void line(String line) {
            heard.add(line);
            onLine.accept(line);
        }

        @Override
        public synchronized void end(String lastLine) {
            heard.add(lastLine + " (hung up)");
        }

        /** Says the lines, and returns what it has heard since it was last asked. */
        synchronized List<String> says(String... lines) {
            for (String line : lines) {
                chat.handle(member, line);
            }
            return hears();
        }

        synchronized List<String> hears() {
            List<String> all = List.copyOf(heard);
            heard.clear();
            return all;
        }
    }

    /** A member of that name, past its greetings. */
    private Person person(String name) {
        Person person = new Person(chat, _ -> {});
        assertEquals("* you are " + name + " now", person.says("/nick " + name).getLast());
        return person;
    }

    private static List<String> hearing(String... lines) {
        return List.of(lines);
    }

    @Test
    void aNewMemberIsGreetedWithItsIdAndIsAGuestInTheLobby() {
        Person guest = new Person(chat, _ -> {});

        assertEquals(hearing("* your id is Id1", "* you are guest-1 in lobby; /help lists the commands"),
                guest.hears());
        assertEquals(1, chat.size());
    }

    @Test
    void anIdIsTwentyCharactersOfBase64url() {
        Person guest = new Person(new Chat(new RandomIds(new SecureRandom())), _ -> {});

        String notice = guest.hears().getFirst();
        assertTrue(notice.matches("\\* your id is [A-Za-z0-9_-]{20}"), notice);
    }

    @Test
    void whoHasReadThatItIsInTheLobbyHearsWhatIsSaidThereFromThenOn() {
        Person bob = person("bob");
        Person ann = new Person(chat, line -> {
            if (line.startsWith("* you are")) {
                bob.says("welcome");
            }
        });

        assertEquals("[lobby] bob: welcome", ann.hears().getLast());
    }

    @Test
    void theOthersHearALineAndItsSpeakerDoesNot() {
        Person ann = person("ann");
        Person bob = person("bob");
        Person eve = person("eve");

        assertEquals(hearing(), ann.says("hello,  all"));
        assertEquals(hearing("[lobby] ann: hello,  all"), bob.hears());
        assertEquals(hearing("[lobby] ann: hello,  all"), eve.hears());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aBlankLineSaysNothing(String line) {
        Person ann = person("ann");
        Person bob = person("bob");

        assertEquals(hearing(), ann.says(line));
        assertEquals(hearing(), bob.hears());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\u001b[2J", "a\u0000", "a\u0085", "/msg bob \u0007", "/nick a\u007f"})
    void aControlCharacterReachesNobodysTerminal(String line) {
        Person ann = person("ann");
        Person bob = person("bob");

        List<String> answer = ann.says(line);
        assertEquals(1, answer.size());
        assertTrue(answer.getFirst().matches(
                "! character \\d+ of the line is a control character \\(U\\+[0-9A-F]{4}\\); nothing was sent"),
                answer.getFirst());
        assertEquals(hearing(), bob.hears());
    }

    @Test
    void aTabIsText() {
        Person ann = person("ann");
        Person bob = person("bob");

        ann.says("a\tb");
        assertEquals(hearing("[lobby] ann: a\tb"), bob.hears());
    }

    @Test
    void unknownAndMisusedCommandsAreAnsweredAndReachNobody() {
        Person ann = person("ann");
        Person bob = person("bob");

        assertEquals(hearing("! unknown command '/dance'; /help lists them all", "! usage: /nick NAME"),
                ann.says("/dance now", "/nick"));
        assertEquals(hearing(), bob.hears());
    }

    @Test
    void aNameIsUsedFromTheNextLineOn() {
        Person ann = person("ann");
        Person bob = person("bob");

        assertEquals(hearing("* you are Zoë now"), ann.says("/nick Zoë", "hello"));
        assertEquals(hearing("[lobby] Zoë: hello"), bob.hears());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[lobby]", "a:b", "-a", ".a", "*", "!", "a/b", "a,b", "(a)", "\u202eann",
        "a\u200bb", "123456789012345678901234567890123"})
    void aNameThatCouldPassForSomethingElseIsRefused(String name) {
        Person ann = person("ann");

        assertEquals(hearing("! '" + name + NOT_A_NAME), ann.says("/nick " + name));
        assertTrue(ann.says("/who").getFirst().startsWith("* in lobby: ann ("));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "_", "Ann-Marie.2", "李雷", "é", "e\u0301", "12345678901234567890123456789012"})
    void lettersOfAllScriptsDigitsAndAFewSignsMakeAName(String name) {
        assertEquals(hearing("* you are " + name + " now"), person("ann").says("/nick " + name));
    }

    @Test
    void namesThatDifferOnlyInCaseAreOneName() {
        Person ann = person("Ann");
        Person bob = person("bob");

        assertEquals(hearing("! the name 'aNN' is taken"), bob.says("/nick aNN"));
        assertEquals(hearing("* you are ANN now"), ann.says("/nick ANN"));
        bob.says("/msg ann hi");
        assertEquals(hearing("[direct] bob: hi"), ann.hears());
    }

    @Test
    void aNameIsFreeAgainOnceItsHolderHasAnotherOrIsGone() {
        Person ann = person("ann");
        Person bob = person("bob");

        ann.says("/nick anna");
        assertEquals(hearing("* you are ann now"), bob.says("/nick ann"));
        chat.leave(ann.member);
        assertEquals(hearing("* you are anna now"), bob.says("/nick anna"));
    }

    @Test
    void aGuestsNameSkipsOneThatIsTaken() {
        person("Guest-2");

        assertEquals("* you are guest-3 in lobby; /help lists the commands",
                new Person(chat, _ -> {}).hears().getLast());
    }

    @Test
    void anIdOfAnotherIsNoName() {
        Person ann = person("ann");

        assertEquals(hearing("! '" + ann.member.id() + "' is a member's id, and cannot be a name"),
                person("bob").says("/nick " + ann.member.id()));
    }

    @Test
    void anIdReachesItsOwnerThoughAnotherIsNamedLikeIt() {
        Person ann = person("ann");
        Person bob = person("bob");
        Person eve = person(ann.member.id().toLowerCase());

        bob.says("/msg " + ann.member.id() + " a secret");
        assertEquals(hearing("[direct] bob: a secret"), ann.hears());
        assertEquals(hearing(), eve.hears());
    }

    @Test
    @Timeout(60)
    void whenTwoSwapNamesAtOnceNeverHaveBothTheSame() throws Exception {
        Person ann = person("ann");
        Person bob = person("bob");
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 500; round++) {
            Thread one = Thread.ofPlatform().start(() -> swap(ann, barrier));
            Thread two = Thread.ofPlatform().start(() -> swap(bob, barrier));
            one.join();
            two.join();

            String names = ann.member.name() + " " + bob.member.name();
            assertNotEquals(ann.member.name(), bob.member.name(), "in round " + round);
            assertEquals(2, Stream.of("ann", "bob", "spare").filter(names::contains).count(), names);
            ann.hears();
            bob.hears();
        }
        Person eve = person("eve");
        eve.says("/msg " + ann.member.name() + " a", "/msg " + bob.member.name() + " b");
        assertEquals(hearing("[direct] eve: a"), ann.hears());
        assertEquals(hearing("[direct] eve: b"), bob.hears());
    }

    /** To the other's name, as far as it gets by way of a third one. */
    private static void swap(Person person, CyclicBarrier barrier) {
        await(barrier);
        for (String name : List.of("spare", "ann", "bob", "spare", "bob", "ann")) {
            person.says("/nick " + name);
        }
    }

    @Test
    @Timeout(60)
    void whoTakesANameWhileLeavingDoesNotKeepIt() throws Exception {
        Person eve = person("eve");
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 2000; round++) {
            Person ann = new Person(chat, _ -> {});
            String name = "name-" + round;
            Thread goes = Thread.ofPlatform().start(() -> {
                await(barrier);
                chat.leave(ann.member);
            });
            await(barrier);
            ann.says("/nick " + name);
            goes.join();

            assertEquals(hearing("* you are " + name + " now"), eve.says("/nick " + name));
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void plainTextGoesToTheRoomJoinedLast() {
        Person ann = person("ann");
        Person bob = person("bob");
        Person eve = person("eve");

        assertEquals(hearing("* you are in java; your text goes there now"), ann.says("/join java"));
        bob.says("/join java");
        ann.says("hello");
        assertEquals(hearing("[java] ann: hello"), bob.hears());
        assertEquals(hearing(), eve.hears());
    }

    @Test
    void whoJoinsARoomKeepsHearingTheOthers() {
        Person ann = person("ann");
        Person bob = person("bob");

        ann.says("/join java");
        bob.says("hello");
        assertEquals(hearing("[lobby] bob: hello"), ann.hears());
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "a]", "a:b", "*", "-a", "123456789012345678901234567890123"})
    void aRoomThatCouldPassForSomethingElseIsRefused(String room) {
        assertEquals(hearing("! '" + room + NOT_A_ROOM), person("ann").says("/join " + room));
    }

    @Test
    void theRoomOfAnIdIsItsOwnersAlone() {
        Person ann = person("ann");
        Person bob = person("bob");

        assertEquals(hearing("! 'Id1' is a member's own room; /msg reaches it"), bob.says("/join Id1"));
        assertEquals(hearing("! you cannot leave the room of your own id"), ann.says("/leave Id1"));
        bob.says("/to Id1 hi");
        assertEquals(hearing("[direct] bob: hi"), ann.hears());
    }

    @Test
    void aMemberMayBeInAHundredRoomsAndStillGoBackToOneOfThem() {
        Person ann = person("ann");
        for (int i = 2; i <= 100; i++) {
            ann.says("/join r" + i);
        }

        assertEquals(hearing("! you are in 100 rooms already; /leave one first"), ann.says("/join r101"));
        assertEquals(hearing("* you are in r2; your text goes there now"), ann.says("/join r2"));
        ann.says("/leave r2");
        assertEquals(hearing("* you are in r101; your text goes there now"), ann.says("/join r101"));
    }

    @Test
    void whoLeavesItsCurrentRoomGoesBackToTheOneJoinedLast() {
        Person ann = person("ann");
        ann.says("/join java", "/join udp");

        assertEquals(hearing("* you left udp; your text goes to java now"), ann.says("/leave udp"));
        assertEquals(hearing("* you left lobby"), ann.says("/leave lobby"));
        assertEquals(hearing("* you left java; you are in no room now"), ann.says("/leave java"));
        assertEquals(hearing("! you are in no room; /join ROOM first"), ann.says("hello?"));
        assertEquals(hearing("! you are in no room; /who ROOM asks about another"), ann.says("/who"));
        assertEquals(hearing("! you are not in 'java'; /rooms lists your rooms"), ann.says("/leave java"));
        assertEquals(hearing("* you are in lobby; your text goes there now"), ann.says("/join lobby"));
    }

    @Test
    void whoHasLeftARoomHearsItNoMore() {
        Person ann = person("ann");
        Person bob = person("bob");
        ann.says("/leave lobby");

        bob.says("hello");
        assertEquals(hearing(), ann.hears());
    }

    @Test
    void toSpeaksInAnotherRoomAndStaysInThisOne() {
        Person ann = person("ann");
        Person bob = person("bob");
        Person eve = person("eve");
        bob.says("/join java");

        assertEquals(hearing(), ann.says("/to java hello", "and here"));
        assertEquals(hearing("[java] ann: hello", "[lobby] ann: and here"), bob.hears());
        assertEquals(hearing("[lobby] ann: and here"), eve.hears());
        assertEquals(hearing("! there is no room 'void'; /rooms lists them",
                "! there is no room 'direct'; /rooms lists them"),
                ann.says("/to void hello", "/to direct hello"));
    }

    @Test
    void aDirectMessageReachesOneMemberByNameOrId() {
        Person ann = person("ann");
        Person bob = person("bob");
        Person eve = person("eve");

        assertEquals(hearing(), ann.says("/msg BOB one", "/msg Id2 two"));
        assertEquals(hearing("[direct] ann: one", "[direct] ann: two"), bob.hears());
        assertEquals(hearing(), eve.hears());
        assertEquals(hearing("! there is no member 'zed'; /who lists those in your room",
                "! there is no member 'lobby'; /who lists those in your room", "! 'Ann' is you",
                "! 'Id1' is you"),
                ann.says("/msg zed hi", "/msg lobby hi", "/msg Ann hi", "/msg Id1 hi"));
    }

    @Test
    void roomsListsWhatThereIsAndWhereOneIs() {
        Person ann = person("ann");
        Person bob = person("bob");
        ann.says("/join java");
        bob.says("/join #x");

        assertEquals(
                hearing("* rooms: #x (1), java (1), lobby (2)",
                        "* you are in: lobby, java (current), Id1 (your own)"),
                ann.says("/rooms"));
        ann.says("/leave java", "/leave lobby");
        bob.says("/leave #x", "/leave lobby");
        assertEquals(hearing("* there are no rooms", "* you are in: Id1 (your own)"), ann.says("/rooms"));
    }

    @Test
    void whoListsTheMembersOfARoomInTheOrderInWhichTheyJoined() {
        Person ann = person("ann");
        Person bob = person("bob");
        bob.says("/join java");

        assertEquals(hearing("* in lobby: ann (Id1), bob (Id2)"), ann.says("/who"));
        assertEquals(hearing("* in java: bob (Id2)"), ann.says("/who java"));
        assertEquals(hearing("! there is no room 'void'; /rooms lists them"), ann.says("/who void"));
    }

    @Test
    void anAnswerListsTwoHundredAtMost() {
        Person ann = person("ann");
        for (int i = 0; i < 202; i++) {
            new Person(chat, _ -> {}).says("/join r" + i);
        }

        String who = ann.says("/who").getFirst();
        assertEquals(200, who.split(", ").length);
        assertTrue(who.endsWith(" and 3 more"), who);
        String rooms = ann.says("/rooms").getFirst();
        assertEquals(200, rooms.split(", ").length);
        assertTrue(rooms.endsWith(" and 3 more"), rooms);
    }

    @Test
    void eventsTellOfRoomsInTheOrderInWhichTheyChange() {
        Person ann = person("ann");
        Person bob = person("bob");
        assertEquals(hearing("* events on"), ann.says("/events on"));

        bob.says("/join java", "/leave lobby");
        chat.leave(bob.member);
        new Person(chat, _ -> {});

        assertEquals(hearing("* create-room java", "* join-room java Id2", "* leave-room lobby Id2",
                "* leave-room Id2 Id2", "* delete-room Id2", "* leave-room java Id2", "* delete-room java",
                "* create-room Id3", "* join-room Id3 Id3", "* join-room lobby Id3"), ann.hears());
        assertEquals(hearing("* events off"), ann.says("/events off", "/join java").subList(0, 1));
        bob = person("bob");
        assertEquals(hearing(), ann.hears());
    }

    @Test
    void ownChangesAreEventsTooAndComeBeforeTheAnswer() {
        Person ann = person("ann");

        assertEquals(hearing("* events on", "* create-room java", "* join-room java Id1",
                "* you are in java; your text goes there now"), ann.says("/events on", "/join java"));
    }

    @Test
    void whoHasReadThatEventsAreOnIsToldOfThemFromThenOn() {
        Person bob = person("bob");
        Person ann = new Person(chat, line -> {
            if (line.equals("* events on")) {
                bob.says("/join java");
            }
        });
        ann.hears();

        assertEquals(hearing("* events on", "* create-room java", "* join-room java Id1"),
                ann.says("/events on"));
    }

    @Test
    void helpNamesEveryCommand() {
        List<String> help = person("ann").says("/help");

        assertEquals(ChatCommand.Word.values().length + 1, help.size());
        for (ChatCommand.Word word : ChatCommand.Word.values()) {
            assertTrue(help.get(word.ordinal()).startsWith("* " + word.usage() + " "), help.toString());
        }
    }

    @Test
    void afterQuitThereIsSilenceInBothDirections() {
        Person ann = person("ann");
        Person bob = person("bob");
        ann.says("/events on");

        assertEquals(hearing("* goodbye (hung up)"), ann.says("/quit", "still here?", "/nick zed", "/help"));
        assertEquals(hearing("* you are in java; your text goes there now"), bob.says("hello", "/join java"));
        assertEquals(hearing(), ann.hears());
        assertEquals(hearing("* in lobby: bob (Id2)"), bob.says("/who lobby"));
        assertEquals(1, chat.size());
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        Person ann = person("ann");
        Person bob = person("bob");
        bob.says("/events on");
        chat.leave(ann.member);
        List<String> first = bob.hears();
        assertTrue(first.contains("* leave-room lobby Id1"), first.toString());

        Person next = person("ann");
        bob.hears();
        chat.leave(ann.member);

        assertEquals(hearing(), bob.hears());
        bob.says("/msg ann hi");
        assertEquals(hearing("[direct] bob: hi"), next.hears());
    }

    @Test
    void closeIsALastNoticeToEveryone() {
        Person ann = person("ann");
        Person bob = person("bob");
        bob.says("/leave lobby", "/events on");

        chat.close("that was it");
        assertEquals(hearing("* that was it (hung up)"), ann.hears());
        assertEquals(hearing("* that was it (hung up)"), bob.hears());
        assertEquals(0, chat.size());
    }
}
