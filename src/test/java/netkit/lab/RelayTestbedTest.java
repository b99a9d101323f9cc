package netkit.lab;

import java.io.IOException;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTestbedTest {
    private final RelayTestbed testbed = new RelayTestbed(List.of("alice", "bob"),
            RelayTestbed.Relays.FAULTLESS);

    @AfterEach
    void close() throws IOException {
        testbed.close();
    }

    @Test
    void aStreamReachesTheOtherPlaceAndComesBack() throws IOException {
        TestbedRules.aStreamReachesTheOtherPlaceAndComesBack(testbed);
    }

    @Test
    void aDatagramReachesTheOtherPlaceAndIsAnswered() throws IOException {
        TestbedRules.aDatagramReachesTheOtherPlaceAndIsAnswered(testbed);
    }
}
