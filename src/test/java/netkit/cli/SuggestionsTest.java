package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class SuggestionsTest {
    @Test
    void nearestWordIsSuggested() {
        List<String> words = List.of("mq-send", "udp-send", "udp-listen");
        assertEquals(Optional.of("udp-send"), Suggestions.of("udp-sned", words));
        assertEquals(Optional.of("mq-send"), Suggestions.of("mqsend", words));
        assertEquals(Optional.empty(), Suggestions.of("version", words));
    }

    @Test
    void wordOfAnotherToolIsTranslatedOnlyWhereTheTranslationIsValid() {
        assertEquals(Optional.of("tcp-client"), Suggestions.of("nc", List.of("tcp-client")));
        assertEquals(Optional.empty(), Suggestions.of("nc", List.of("run", "doctor")));
    }
}
