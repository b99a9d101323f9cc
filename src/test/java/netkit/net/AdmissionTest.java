package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class AdmissionTest {
    private final Admission admission = new Admission(new ConnectionLimits(3, 2));

    private static InetAddress client(int last) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
    }

    @Test
    void anAddressCannotTakeAllPlaces() throws Exception {
        assertEquals(Optional.empty(), admission.enter(client(1)));
        assertEquals(Optional.empty(), admission.enter(client(1)));
        assertEquals(Optional.of("10.0.0.1 has 2 places already, the most for one address"),
                admission.enter(client(1)));
        assertEquals(Optional.empty(), admission.enter(client(2)));
        assertEquals(Optional.of("all 3 places are taken"), admission.enter(client(3)));
    }

    @Test
    void placeIsFreeAgainWhenItsClientLeaves() throws Exception {
        admission.enter(client(1));
        admission.enter(client(1));
        admission.leave(client(1));
        assertEquals(Optional.empty(), admission.enter(client(1)));
        admission.enter(client(2));
        admission.leave(client(2));
        assertEquals(Optional.empty(), admission.enter(client(3)));
    }
}
