package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

class RandomIdsTest {
    private final RandomIds ids = new RandomIds();

    @Test
    void idIsTwentyBase64urlCharacters() {
        for (int i = 0; i < 1000; i++) {
            String id = ids.get();
            assertTrue(id.matches("[A-Za-z0-9_-]{20}"), id);
        }
    }

    @Test
    void idsAreUnique() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            seen.add(ids.get());
        }
        assertEquals(10_000, seen.size());
    }

    /** With all 120 bits drawn, each position takes nearly all of the 64 characters within 1000 ids. */
    @Test
    void everyCharacterOfAnIdIsRandom() {
        for (int position = 0; position < 20; position++) {
            Set<Character> seen = new HashSet<>();
            for (int i = 0; i < 1000; i++) {
                seen.add(ids.get().charAt(position));
            }
            assertTrue(seen.size() > 50, "position " + position + " took only " + seen);
        }
    }
}
