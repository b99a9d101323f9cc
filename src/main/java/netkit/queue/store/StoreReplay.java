package netkit.queue.store;

import java.util.HashSet;
import java.util.Set;

/** Brings what is in the journal only into the maps. */
final class StoreReplay implements Journal.Reader {
    private final StoreMaps maps;
    private final Set<Long> changed = new HashSet<>();
    private long missing;

    StoreReplay(StoreMaps maps) {
        this.maps = maps;
    }

    @Override
    public void stored(long id, byte[] message) {
        maps.messages().put(id, message);
        changed.add(id);
    }

    @Override
    public void deleted(long id) {
        maps.messages().remove(id);
        changed.add(id);
    }

    @Override
    public void missing(long entries) {
        missing += entries;
    }

    /** The messages that were stored or deleted. */
    Set<Long> changed() {
        return changed;
    }

    /** How many entries cannot be read. */
    long missing() {
        return missing;
    }
}
