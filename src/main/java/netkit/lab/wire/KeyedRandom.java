package netkit.lab.wire;

/**
 * Chance that depends on nothing but what it is asked about: equal keys give equal answers, whatever came before and
 * however the threads ran. The keys are mixed with SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom
 * Number Generators", OOPSLA 2014, figure 16, with the finaliser that java.util.SplittableRandom uses).
 */
final class KeyedRandom {
    /** What is being decided; each has draws of its own. */
    enum Decision {
        DROP, DUPLICATE, REORDER, BURST, CORRUPT, WHICH_BIT, JITTER
    }

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private KeyedRandom() {}

    /**
     * @param key all that is known of the packet, joined by {@link #with}
     * @return at least 0 and less than 1, evenly spread over different keys and decisions
     */
    static double draw(long key, Decision decision) {
        return (with(key, decision.ordinal()) >>> 11) * UNIT; // a double holds 53 bits exactly
    }

    /** A key of one part more: the key-th number of the SplitMix64 sequence that starts at the hash. */
    static long with(long hash, long key) {
        long z = hash + (key + 1) * GOLDEN_GAMMA;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    static long with(long hash, String text) {
        long result = with(hash, text.length());
        for (int i = 0; i < text.length(); i++) {
            result = with(result, text.charAt(i));
        }
        return result;
    }
}
