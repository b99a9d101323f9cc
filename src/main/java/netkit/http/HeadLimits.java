package netkit.http;

/**
 * The limits of a head.
 *
 * @param line longest first line, bytes
 * @param fields most header lines
 * @param total most bytes in all
 */
public record HeadLimits(int line, int fields, int total) {
    public static final HeadLimits DEFAULT = new HeadLimits(8 * 1024, 100, 32 * 1024);
}
