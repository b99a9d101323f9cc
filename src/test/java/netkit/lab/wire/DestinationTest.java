package netkit.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.packet.LinkType;

/** Destinations in a lab of three hosts. */
class DestinationTest {
    private static final int HOSTS = 3;

    private static byte[] ip(String destination) throws Exception {
        byte[] address = InetAddress.getByName(destination).getAddress();
        byte[] packet = new byte[address.length == 4 ? 20 : 40];
        packet[0] = (byte) (address.length == 4 ? 0x45 : 0x60);
        System.arraycopy(address, 0, packet, address.length == 4 ? 16 : 24, address.length);
        return packet;
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1,1", "192.0.2.3,3", "192.0.2.4,-1", "192.0.2.0,-1", "192.0.2.255,0",
        "255.255.255.255,0", "224.0.0.251,0", "10.0.0.1,0", "192.0.3.1,0", "2001:db8::1,1",
        "2001:db8::3,3", "2001:db8::4,-1", "2001:db8::1:1,-1", "ff02::fb,0", "fe80::1,0",
        "2001:db8:0:1::1,0"})
    void ipPacketIsForwardedByDestinationAddress(String destination, int expected) throws Exception {
        byte[] packet = ip(destination);
        assertEquals(expected, Destination.of(LinkType.RAW_IP, packet, packet.length, HOSTS));
    }

    @ParameterizedTest
    @CsvSource({"02 00 00 00 00 01,1", "02 00 00 00 00 03,3", "02 00 00 00 00 04,0", "ff ff ff ff ff ff,0",
        "33 33 00 00 00 01,0", "12 34 56 78 9a bc,0"})
    void frameIsForwardedByDestinationAddress(String destination, int expected) {
        byte[] frame = new byte[60];
        String[] bytes = destination.split(" ");
        for (int i = 0; i < bytes.length; i++) {
            frame[i] = (byte) Integer.parseInt(bytes[i], 16);
        }
        assertEquals(expected, Destination.of(LinkType.ETHERNET, frame, frame.length, HOSTS));
    }

    @Test
    void truncatedPacketHasNoDestination() throws Exception {
        for (String address : new String[] {"192.0.2.1", "2001:db8::1"}) {
            byte[] packet = ip(address);
            for (int length = 0; length < packet.length; length++) {
                byte[] cut = Arrays.copyOf(packet, length);
                assertEquals(Destination.NONE, Destination.of(LinkType.RAW_IP, cut, length, HOSTS));
                assertEquals(length < 14 ? Destination.NONE : Destination.ALL_OTHERS,
                        Destination.of(LinkType.ETHERNET, cut, length, HOSTS));
            }
        }
    }
}
