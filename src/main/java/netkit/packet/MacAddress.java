package netkit.packet;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An Ethernet address.
 *
 * @param bits the 48 bits, with the first byte most significant
 */
public record MacAddress(long bits) {
    public static final MacAddress BROADCAST = new MacAddress(0xFFFF_FFFF_FFFFL);

    public MacAddress {
        if (bits >>> 48 != 0) {
            throw new IllegalArgumentException(
                    "an Ethernet address has 48 bits, not " + Long.toHexString(bits));
        }
    }

    /** Returns the six bytes. */
    public byte[] bytes() {
        return Arrays.copyOfRange(ByteBuffer.allocate(Long.BYTES).putLong(bits).array(), 2, Long.BYTES);
    }

    /** Returns text such as {@code 02:00:00:00:00:01}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (bits >>> shift) & 0xFF;
            text.append(text.isEmpty() ? "" : ":").append(Character.forDigit(octet >>> 4, 16))
                    .append(Character.forDigit(octet & 0xF, 16));
        }
        return text.toString();
    }
}
