package netkit.queue;

import java.util.function.BiPredicate;

import org.h2.mvstore.MVMap;
import org.h2.mvstore.Page;

/** Reads all that can be read of a map in MVStore, page by page: a page that is damaged costs only what is below it. */
final class StoreWalk {
    private final BiPredicate<Long, byte[]> taker;
    private int damagedPages;
    private int damagedMessages;

    /** @param taker takes an entry, and says whether it is intact */
    StoreWalk(BiPredicate<Long, byte[]> taker) {
        this.taker = taker;
    }

    void walk(MVMap<Long, byte[]> map) {
        Page<Long, byte[]> root;
        try {
            root = map.getRootPage();
        } catch (RuntimeException _) { // whatever MVStore trips over in bytes that make no sense
            damagedPages++;
            return;
        }
        walk(root);
    }

    private void walk(Page<Long, byte[]> page) {
        if (page.isLeaf()) {
            for (int i = 0; i < page.getKeyCount(); i++) {
                if (!taker.test(page.getKey(i), page.getValue(i))) {
                    damagedMessages++;
                }
            }
            return;
        }
        for (int i = 0; i < page.getKeyCount() + 1; i++) {
            Page<Long, byte[]> child;
            try {
                child = page.getChildPage(i);
            } catch (RuntimeException _) {
                damagedPages++;
                continue;
            }
            walk(child);
        }
    }

    boolean isDamaged() {
        return damagedPages + damagedMessages > 0;
    }

    /** What cannot be read. */
    String words() {
        String messages = damagedMessages == 1 ? "1 message is" : damagedMessages + " messages are";
        String pages = damagedPages == 1 ? "1 page of messages cannot"
                : damagedPages + " pages of messages cannot";
        return damagedPages == 0 ? messages + " lost"
                : pages + " be read" + (damagedMessages == 0 ? "" : ", and " + messages + " lost");
    }
}
