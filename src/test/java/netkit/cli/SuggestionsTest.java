package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
    @ParameterizedTest
    @CsvSource({"port,port,0", "prot,port,1", "por,port,1", "porrt,port,1", "part,port,1", "server,client,6",
        "'',port,4"})
    void distanceCountsInsertionsDeletionsReplacementsAndExchanges(String from, String to, int distance) {
        assertEquals(distance, Suggestions.distance(from, to));
        assertEquals(distance, Suggestions.distance(to, from));
    }

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
