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
    void beginningOfACommandSuggestsTheFirstThatBeginsWithIt() {
        List<String> words = List.of("udp-send", "ws-server", "ws-client");
        assertEquals(Optional.of("ws-server"), Suggestions.of("ws", words));
        assertEquals(Optional.of("ws-client"), Suggestions.of("ws-cli", words));
        assertEquals(Optional.empty(), Suggestions.of("w", words));
        assertEquals(Optional.empty(), Suggestions.of("--m", List.of("--max-line", "--max-members")));
    }

    @Test
    void wordOfAnotherToolIsTranslatedOnlyWhereTheTranslationIsValid() {
        assertEquals(Optional.of("tcp-client"), Suggestions.of("nc", List.of("tcp-client")));
        assertEquals(Optional.empty(), Suggestions.of("nc", List.of("run", "doctor")));
    }
}
