package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The picture of what was sent and received, shortened to a screen. */
class LadderTest {
    private final Ladder ladder = new Ladder(new Events(Duration.ofMinutes(1)));

    private void events(int from, int to) {
        for (int i = from; i <= to; i++) {
            ladder.event("event " + i);
        }
    }

    private List<String> lines() {
        return ladder.lines(78).stream().map(line -> line.replaceFirst("^ *\\d+ ms", "").strip()).toList();
    }

    @Test
    void shortLadderIsShownWhole() {
        events(1, 15);
        assertEquals(15, lines().size());
    }

    @Test
    void middleOfALongLadderIsLeftOut() {
        events(1, 40);
        assertEquals(15, lines().size());
        assertEquals("… 26 more …", lines().get(5));
    }

    @Test
    void whatTheJudgeDidIsNotLeftOut() {
        events(1, 10);
        ladder.act("the program is killed");
        events(11, 40);
        assertEquals(List.of("… 5 more …", "the program is killed", "… 21 more …"), lines().subList(5, 8));
        assertTrue(lines().getLast().endsWith("event 40"));
    }
}
