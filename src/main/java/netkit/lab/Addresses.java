package netkit.lab;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

import netkit.packet.MacAddress;

/**
 * The addresses of host number N, from 1: {@code 192.0.2.N} of TEST-NET-1 (RFC 5737), {@code 2001:db8::N} of the
 * documentation prefix (RFC 3849), and the locally administered Ethernet address {@code 02:00:00:00:00:N} (IEEE 802,
 * 8.4).
 */
final class Addresses {
    static final int PREFIX = 24;
    static final int PREFIX6 = 64;

    private static final byte[] NETWORK = {(byte) 192, 0, 2};
    private static final byte[] NETWORK6 = {0x20, 0x01, 0x0d, (byte) 0xb8};

    private static final long HARDWARE = 0x0200_0000_0000L;

    private Addresses() {}

    static Inet4Address ipv4(int number) {
        byte[] bytes = {NETWORK[0], NETWORK[1], NETWORK[2], (byte) number};
        return (Inet4Address) address(bytes);
    }

    static Inet6Address ipv6(int number) {
        byte[] bytes = new byte[16];
        System.arraycopy(NETWORK6, 0, bytes, 0, NETWORK6.length);
        bytes[15] = (byte) number;
        return (Inet6Address) address(bytes);
    }

    static MacAddress hardware(int number) {
        return new MacAddress(HARDWARE | number);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // only for a wrong length
        }
    }
}
