package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Destinations in a lab of three hosts. */
class DestinationTest {
    @ParameterizedTest
    @CsvSource({"020000000001,1", "020000000003,3", "020000000004,0", "020000000000,0", "ffffffffffff,0",
        "333300000001,0", "123456789abc,0"})
    void frameIsForwardedByDestinationAddress(String destination, int expected) {
        assertEquals(expected, Destination.of(HexFormat.of().parseHex(destination), 3));
    }
}
