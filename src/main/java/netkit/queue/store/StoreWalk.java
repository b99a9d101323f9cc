package netkit.queue.store;

import java.util.function.BiPredicate;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.Page;

/** Reads all of a map in MVStore, and says whether it could. */
final class StoreWalk {
    private final BiPredicate<Long, byte[]> taker;
    private long entries;

    private StoreWalk(BiPredicate<Long, byte[]> taker) {
        this.taker = taker;
    }

    /**
     * Stops at the first page that cannot be read, and at the first entry that is damaged.
     *
     * @param taker takes an entry, and says whether it is intact
     */
    static boolean isWhole(MVMap<Long, byte[]> map, long entries, BiPredicate<Long, byte[]> taker) {
        try {
            StoreWalk walk = new StoreWalk(taker);
            return walk.isWhole(map.getRootPage()) && walk.entries == entries;
        } catch (RuntimeException | OutOfMemoryError _) { // whatever MVStore trips over in bytes that make no sense
            return false;
        }
    }

    private boolean isWhole(Page<Long, byte[]> page) {
        if (page.isLeaf()) {
            for (int i = 0; i < page.getKeyCount(); i++) {
                entries++;
                if (!taker.test(page.getKey(i), page.getValue(i))) {
                    return false;
                }
            }
            return true;
        }
        for (int i = 0; i < page.getKeyCount() + 1; i++) {
            if (!isWhole(page.getChildPage(i))) {
                return false;
            }
        }
        return true;
    }
}
