package netkit.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemberLogTest {
    @Test
    @Timeout(60)
    void numbersOfMembersThatEnterAtTheSameTimeAreInOrder() throws Exception {
        List<String> lines = new ArrayList<>(); // guarded by the log
        MemberLog log = new MemberLog(lines::add);
        List<Thread> threads = IntStream.range(0, 200)
                .mapToObj(i -> Thread.ofVirtual().start(() -> log.entered("guest"))).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        log.left("guest, it closed");

        assertEquals("+ guest, 1 member", lines.getFirst());
        assertEquals(IntStream.rangeClosed(2, 200).mapToObj(i -> "+ guest, " + i + " members").toList(),
                lines.subList(1, 200));
        assertEquals("- guest, it closed, 199 members", lines.getLast());
    }
}
