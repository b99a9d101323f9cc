package netkit.packet;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.StringJoiner;

/**
 * An IP address as a value, usable as a map key. An IPv4 address is stored as an IPv4-mapped IPv6 address,
 * ::ffff:a.b.c.d (RFC 4291 §2.5.5.2), and printed as IPv4.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xFFFFL << 32;
    private static final int GROUPS = 8;

    static long mapped(int ipv4) {
        return MAPPED | Integer.toUnsignedLong(ipv4);
    }

    /** @param ipv4 the address with its first byte most significant */
    public static IpAddress ipv4(int ipv4) {
        return new IpAddress(0, mapped(ipv4));
    }

    /** @param at offset of 16 bytes */
    public static IpAddress ipv6(byte[] bytes, int at) {
        return new IpAddress(BigEndian.get64(bytes, at), BigEndian.get64(bytes, at + 8));
    }

    public static IpAddress of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address ? ipv4(bytes.getInt())
                : new IpAddress(bytes.getLong(), bytes.getLong());
    }

    public boolean isIpv4() {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    public boolean isMulticast() {
        return isIpv4() ? ((int) low >>> 28) == 0xE : high >>> 56 == 0xFF; // RFC 1112 §4, RFC 4291 §2.7
    }

    /** Returns 4 or 16 bytes in network byte order. */
    public byte[] bytes() {
        return isIpv4() ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public InetAddress toInetAddress() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are an address", e);
        }
    }

    /** Returns text such as {@code 192.0.2.1}, or {@code 2001:db8::1} by the rules of RFC 5952 §4. */
    @Override
    public String toString() {
        return isIpv4() ? ipv4Text() : ipv6Text();
    }

    private String ipv4Text() {
        return (low >>> 24 & 0xFF) + "." + (low >>> 16 & 0xFF) + "." + (low >>> 8 & 0xFF) + "."
                + (low & 0xFF);
    }

    private String ipv6Text() {
        int zeros = 0;
        int zerosAt = -1;
        for (int at = 0; at < GROUPS; at++) {
            int run = zerosFrom(at);
            if (run > Math.max(zeros, 1)) { // RFC 5952 §4.2.2: a single group is not shortened
                zeros = run;
                zerosAt = at;
            }
        }
        return zerosAt < 0 ? groups(0, GROUPS)
                : groups(0, zerosAt) + "::" + groups(zerosAt + zeros, GROUPS);
    }

    private int zerosFrom(int at) {
        int run = 0;
        while (at + run < GROUPS && group(at + run) == 0) {
            run++;
        }
        return run;
    }

    private String groups(int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int at = from; at < to; at++) {
            text.add(Integer.toHexString(group(at)));
        }
        return text.toString();
    }

    private int group(int at) {
        long half = at < 4 ? high : low;
        return (int) (half >>> 16 * (3 - at % 4)) & 0xFFFF;
    }
}
