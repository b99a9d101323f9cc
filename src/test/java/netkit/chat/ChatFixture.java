package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A chat without a transport; its members have the ids {@code Id1}, {@code Id2} and so on. */
abstract class ChatFixture {
    private final AtomicInteger ids = new AtomicInteger();
    final Chat chat = new Chat(() -> "Id" + ids.incrementAndGet());

    private final List<RecordingMember> members = new ArrayList<>();

    /** Enters a member, gives it the name, and discards its greeting and what the earlier ones are told of it. */
    RecordingMember member(String name) {
        RecordingMember member = new RecordingMember(chat);
        assertEquals("* you are " + name + " now", member.send("/nick " + name).getLast());
        members.forEach(RecordingMember::received);
        members.add(member);
        return member;
    }
}
