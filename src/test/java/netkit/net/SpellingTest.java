package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({"port,port,0", "prot,port,1", "por,port,1", "porrt,port,1", "part,port,1", "server,client,6",
        "'',port,4"})
    void distanceCountsInsertionsDeletionsReplacementsAndExchanges(String from, String to, int distance) {
        assertEquals(distance, Spelling.distance(from, to));
        assertEquals(distance, Spelling.distance(to, from));
    }
}
