package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatNamesTest extends ChatFixture {
    private static final String NOT_A_NAME = "' cannot be a name: 1 to 32 letters, digits, '_', '-' or '.'";

    @Test
    void newNameIsUsedFromTheNextLineOn() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        assertEquals(List.of("* you are Zoë now"), ann.send("/nick Zoë", "hello"));
        assertEquals(List.of("* ann is Zoë now", "[lobby] Zoë: hello"), bob.received());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[lobby]", "a:b", "-a", ".a", "*", "!", "a/b", "a,b", "(a)",
        "123456789012345678901234567890123"})
    void ambiguousNameIsRefused(String name) {
        RecordingMember ann = member("ann");

        assertEquals(List.of("! '" + name + NOT_A_NAME), ann.send("/nick " + name));
        assertTrue(ann.send("/who").getFirst().startsWith("* in lobby: ann ("));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "_", "Ann-Marie.2", "李雷", "é", "e\u0301", "12345678901234567890123456789012"})
    void nameMayHaveLettersOfAnyScriptDigitsAndSomePunctuation(String name) {
        assertEquals(List.of("* you are " + name + " now"), member("ann").send("/nick " + name));
    }

    @Test
    void namesAreCaseInsensitive() {
        RecordingMember ann = member("Ann");
        RecordingMember bob = member("bob");

        assertEquals(List.of("! the name 'aNN' is taken"), bob.send("/nick aNN"));
        assertEquals(List.of("* you are ANN now"), ann.send("/nick ANN"));
        bob.send("/msg ann hi");
        assertEquals(List.of("[direct] bob: hi"), ann.received());
    }

    @Test
    void nameIsFreeAfterItsMemberIsRenamedOrLeaves() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");

        ann.send("/nick anna");
        bob.received();
        assertEquals(List.of("* you are ann now"), bob.send("/nick ann"));
        chat.leave(ann.member);
        bob.received();
        assertEquals(List.of("* you are anna now"), bob.send("/nick anna"));
    }

    @Test
    void guestNameSkipsNumberThatIsTaken() {
        member("Guest-2");

        assertEquals("* you are guest-3 in lobby; /help lists the commands",
                new RecordingMember(chat).received().getFirst());
    }

    @Test
    void idOfAnotherMemberIsRefusedAsName() {
        RecordingMember ann = member("ann");

        assertEquals(List.of("! '" + ann.member.id() + "' is a member's id, and cannot be a name"),
                member("bob").send("/nick " + ann.member.id()));
    }

    @Test
    void directMessageToIdPrefersTheIdOverAnEqualName() {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        RecordingMember eve = member(ann.member.id().toLowerCase());

        bob.send("/msg " + ann.member.id() + " a secret");
        assertEquals(List.of("[direct] bob: a secret"), ann.received());
        assertEquals(List.of(), eve.received());
    }

    @Test
    @Timeout(60)
    void concurrentRenamesKeepNamesUnique() throws Exception {
        RecordingMember ann = member("ann");
        RecordingMember bob = member("bob");
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 500; round++) {
            Thread one = Thread.ofPlatform().start(() -> swap(ann, barrier));
            Thread two = Thread.ofPlatform().start(() -> swap(bob, barrier));
            one.join();
            two.join();

            String names = ann.member.name() + " " + bob.member.name();
            assertNotEquals(ann.member.name(), bob.member.name(), "in round " + round);
            assertEquals(2, Stream.of("ann", "bob", "spare").filter(names::contains).count(), names);
            ann.received();
            bob.received();
        }
        RecordingMember eve = member("eve");
        ann.received();
        bob.received();
        eve.send("/msg " + ann.member.name() + " a", "/msg " + bob.member.name() + " b");
        assertEquals(List.of("[direct] eve: a"), ann.received());
        assertEquals(List.of("[direct] eve: b"), bob.received());
    }

    /** Tries to take the other member's name, by way of a spare one. */
    private static void swap(RecordingMember member, CyclicBarrier barrier) {
        await(barrier);
        for (String name : List.of("spare", "ann", "bob", "spare", "bob", "ann")) {
            member.send("/nick " + name);
        }
    }

    @Test
    @Timeout(60)
    void nameTakenWhileLeavingIsFreed() throws Exception {
        RecordingMember eve = member("eve");
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < 2000; round++) {
            RecordingMember ann = new RecordingMember(chat);
            String name = "name-" + round;
            Thread leaving = Thread.ofPlatform().start(() -> {
                await(barrier);
                chat.leave(ann.member);
            });
            await(barrier);
            ann.send("/nick " + name);
            leaving.join();

            assertEquals("* you are " + name + " now", eve.send("/nick " + name).getLast());
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
