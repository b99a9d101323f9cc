package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;

/** A chat without a transport; its members have the ids {@code Id1}, {@code Id2} and so on. */
abstract class ChatFixture {
    private final AtomicInteger ids = new AtomicInteger();
    final Chat chat = new Chat(() -> "Id" + ids.incrementAndGet());

    /** Enters a member, gives it the name, and discards its greeting. */
    RecordingMember member(String name) {
        RecordingMember member = new RecordingMember(chat);
        assertEquals("* you are " + name + " now", member.send("/nick " + name).getLast());
        return member;
    }
}
