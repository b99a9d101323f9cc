package netkit.lab.wire;

/**
 * A stateless random number generator: the result depends only on the key, not on earlier draws or on the scheduling of
 * threads. The keys are mixed with SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
 * OOPSLA 2014, figure 16, with the finaliser that java.util.SplittableRandom uses).
 */
final class KeyedRandom {
    /** The decision that a draw is for; the draws of different decisions are independent. */
    enum Decision {
        DROP, DUPLICATE, REORDER, BURST, CORRUPT, WHICH_BIT, JITTER
    }

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
    private static final double UNIT = 0x1.0p-53;

    private KeyedRandom() {}

    /**
     * @param key identifies the packet; combined from its parts by {@link #with}
     * @return from 0 (inclusive) to 1 (exclusive), uniformly distributed over keys and decisions
     */
    static double draw(long key, Decision decision) {
        return (with(key, decision.ordinal()) >>> 11) * UNIT; // a double holds 53 bits exactly
    }

    /**
     * Combines a hash with one more part of a key: returns the key-th number of the SplitMix64 sequence seeded with the
     * hash.
     */
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
