package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

/** A chat with members at other servers, of which it is told what is in this test. */
class ChatClusterTest {
    private static final long LONG_AGO = 1;
    private static final long FAR_FUTURE = Long.MAX_VALUE;

    private final List<String> sent = new ArrayList<>();
    private final AtomicInteger refreshes = new AtomicInteger();
    private final AtomicInteger ids = new AtomicInteger();
    private Elsewhere elsewhere = Elsewhere.NONE;
    private boolean isCertain = true;
    private final Chat chat = new Chat(() -> "Id" + ids.incrementAndGet(), new Cluster() {
        @Override
        public void broadcast(ChatEvent event, Collection<String> rooms, Collection<String> except) {
            sent.add(event + " to " + rooms + " except " + except);
        }

        @Override
        public void broadcastHere(ChatEvent event, Collection<String> rooms, Collection<String> except) {
            sent.add(event + " here to " + rooms);
        }

        @Override
        public void changed() {}

        @Override
        public void refresh() {
            refreshes.incrementAndGet();
        }

        @Override
        public Elsewhere elsewhere() {
            return elsewhere;
        }

        @Override
        public boolean isCertain() {
            return isCertain;
        }

        @Override
        public String guestSuffix() {
            return "-x";
        }
    });

    private void elsewhere(Elsewhere.Member... members) {
        elsewhere = new Elsewhere(List.of(members));
    }

    private static Elsewhere.Member remote(String name, long named, String... rooms) {
        return new Elsewhere.Member("R" + name, name, named, List.of(rooms));
    }

    private RecordingMember member() {
        RecordingMember member = new RecordingMember(chat);
        member.received();
        sent.clear();
        return member;
    }

    @Test
    void whatIsSaidGoesToTheOtherServersOnce() {
        RecordingMember ann = member();
        ann.send("hello");
        assertEquals(List.of("[lobby] guest-1-x: hello to [lobby] except [Id1]"), sent);
    }

    @Test
    void listsCountTheMembersOfAllServers() {
        RecordingMember ann = member();
        elsewhere(remote("bob", LONG_AGO, "lobby", "java", "Rbob", "no room", "direct"));

        assertEquals(List.of("* in lobby: guest-1-x (you), bob"), ann.send("/who"));
        assertEquals(List.of("* in java: bob"), ann.send("/who java"));
        assertEquals(List.of("* rooms: java (1), lobby (2)", "* you are in: lobby (current), Id1 (your own)"),
                ann.send("/rooms"));
        assertEquals(3, refreshes.get(), "each is about this moment");
    }

    @Test
    void memberIsNotAloneWithOneElsewhereOrAsLongAsOneMayHaveCome() {
        RecordingMember ann = member();
        elsewhere(remote("bob", LONG_AGO, "lobby"));
        assertEquals(List.of(), ann.send("hello"));
        elsewhere();
        isCertain = false;
        assertEquals(List.of(), ann.send("hello"));
        isCertain = true;
        assertEquals(List.of("* you are alone in lobby: no other member receives this"), ann.send("hello"));
    }

    @Test
    void directMessageGoesToTheServerOfItsReceiverOnly() {
        RecordingMember ann = member();
        elsewhere(remote("bob", LONG_AGO, "lobby"));
        RecordingMember eve = member();

        ann.send("/msg BOB psst", "/msg Rbob again", "/msg " + eve.member.name() + " you");
        assertEquals(List.of("[direct] guest-1-x: psst to [Rbob] except []",
                "[direct] guest-1-x: again to [Rbob] except []", "[direct] guest-1-x: you here to [Id2]"),
                sent);
        assertEquals(List.of("[direct] guest-1-x: you"), eve.received());
    }

    @Test
    void nameOfAMemberElsewhereIsTaken() {
        RecordingMember ann = member();
        elsewhere(remote("bob", FAR_FUTURE));
        assertEquals(List.of("! the name 'BOB' is taken"), ann.send("/nick BOB"));
    }

    @Test
    void ofTwoWhoHaveTakenOneNameTheLaterOneIsToldAndIsAGuest() {
        RecordingMember ann = member();
        ann.send("/nick ann");
        elsewhere(remote("ANN", FAR_FUTURE, "lobby"));
        chat.settleNames();
        assertEquals(List.of(), ann.received(), "she had it before");

        elsewhere(remote("ANN", LONG_AGO, "lobby"));
        chat.settleNames();
        assertEquals(List.of("! the name 'ann' is taken at another server", "* you are guest-2-x now"),
                ann.received());
        chat.settleNames();
        assertEquals(List.of(), ann.received());
    }

    @Test
    void memberOfAServerThatDoesNotSaySinceWhenTakesNoName() {
        RecordingMember ann = member();
        ann.send("/nick ann");
        elsewhere(remote("ann", 0));
        chat.settleNames();
        assertEquals(List.of(), ann.received());
    }

    @Test
    void sizeOfARoomIsThatAtAllServers() {
        RecordingMember ann = member();
        elsewhere(java.util.stream.IntStream.range(0, 28).mapToObj(i -> remote("r" + i, LONG_AGO, "lobby"))
                .toArray(Elsewhere.Member[]::new));
        member();
        assertEquals(List.of("* lobby has 30 members now"), ann.received());
    }

    @Test
    void eventOfAnotherServerReachesMembersOnceAndIsNotSentBack() {
        RecordingMember ann = member();
        RecordingMember bob = member();
        bob.send("/join java");
        sent.clear();
        ann.received();

        chat.deliver(new ChatEvent.Message("java", "R", "eve", "hi"), List.of("java", "lobby"), List.of());
        chat.deliver(new ChatEvent.Notice("for all"), List.of(), List.of("java"));
        assertEquals(List.of("[java] eve: hi", "* for all"), ann.received());
        assertEquals(List.of("[java] eve: hi"), bob.received());
        assertEquals(List.of(), sent);
    }

    @Test
    void memberThatReturnsGetsItsNameUnlessItIsTaken() {
        elsewhere(remote("bob", LONG_AGO));
        List<String> heard = new ArrayList<>();
        ChatMember.Channel channel = new ChatMember.Channel() {
            @Override
            public void line(ChatLine line) {
                heard.add(line.toString());
            }

            @Override
            public void end(ChatLine lastLine) {}
        };
        assertEquals("ann",
                chat.enter("A", Optional.of("ann"), List.of("java", "lobby"), channel).name());
        ChatMember other = chat.enter("B", Optional.of("bob"), List.of("lobby"), channel);
        assertTrue(other.name().startsWith("guest-"), other.name());
        assertEquals(List.of("* " + other.name() + " joined lobby"), heard);
    }
}
