package netkit.queue.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * Finds out, when a store is opened, which messages it has: those in the file, and the changes that are in the journal
 * only. If the file is damaged, what is intact moves to a new one first.
 */
final class StoreRecovery {
    /**
     * What was found.
     *
     * @param entry the last entry of the journal that is in the maps
     * @param nextId the id of the next message
     * @param isDoubtful whether more may have happened than is known, and more ids have been used
     */
    record Found(StoreMaps maps, SortedMap<Long, QueueMessage> messages, long entry, long nextId,
            boolean isDoubtful) {}

    private final Path file;
    private final Journal journal;
    private final DeliveryLog deliveries;
    private final Consumer<String> log;
    private final TreeMap<Long, QueueMessage> messages = new TreeMap<>();
    /** Null when it cannot be opened. */
    private StoreMaps maps;

    /**
     * @param maps what is in the file; null when that cannot be opened
     * @param log is told in one line what is damaged
     */
    StoreRecovery(Path file, StoreMaps maps, Journal journal, DeliveryLog deliveries, Consumer<String> log) {
        this.file = file;
        this.maps = maps;
        this.journal = journal;
        this.deliveries = deliveries;
        this.log = log;
    }

    /** To be called once; closes the file when it fails. */
    Found find() throws IOException {
        try {
            return findAll();
        } catch (IOException | RuntimeException e) {
            if (maps != null) {
                maps.store().closeImmediately();
            }
            throw e;
        }
    }

    private Found findAll() throws IOException {
        Optional<StoreState> state = maps == null ? Optional.empty() : read();
        Optional<StoreRepair.Outcome> repair = Optional.empty();
        if (state.isEmpty() || wentBack(state.get())) {
            repair = Optional.of(repair());
            state = read();
        }
        StoreState found = state
                .orElseThrow(() -> new IOException(file + " cannot be read though it is new"));
        StoreReplay replay = new StoreReplay(maps);
        long entry = journal.read(found.applied(), replay);
        replay.changed().forEach(this::readAgain);

        boolean isJournalLost = found.closedWell() == 0 && journal.isLost();
        List<String> damage = new ArrayList<>();
        repair.map(StoreRepair.Outcome::words).ifPresent(damage::add);
        if (isJournalLost || replay.missing() > 0) {
            damage.add(journal.words(replay.missing()));
        }
        if (!damage.isEmpty()) {
            log.accept(String.join("; ", damage));
        }
        boolean isAnyDoubtful = found.isOfCrashedMachine() || isJournalLost || replay.missing() > 0;
        countDeliveries(isAnyDoubtful ? messages.keySet()
                : repair.map(StoreRepair.Outcome::doubtful).orElse(Set.of()));
        long nextId = LongStream.of(found.nextId(), journal.mark().nextId(),
                messages.isEmpty() ? 0 : messages.lastKey() + 1).max().getAsLong();
        return new Found(maps, messages, entry, nextId, repair.isPresent() || isAnyDoubtful);
    }

    /** @return empty when anything is damaged */
    private Optional<StoreState> read() {
        messages.clear();
        try {
            Optional<StoreState> state = maps.state().isEmpty() ? Optional.of(StoreState.none())
                    : StoreState.read(maps.state());
            return state.filter(found -> StoreWalk.isWhole(maps.messages(), found.messages(), this::take));
        } catch (RuntimeException _) { // whatever MVStore trips over in bytes that make no sense
            return Optional.empty();
        }
    }

    /** @return whether the message is intact */
    private boolean take(long id, byte[] stored) {
        Optional<QueueMessage> message = StoredMessage.decode(id, stored);
        message.ifPresent(intact -> messages.put(id, intact));
        return message.isPresent();
    }

    private void readAgain(long id) {
        byte[] stored = maps.messages().get(id);
        if (stored == null || !take(id, stored)) {
            messages.remove(id);
        }
    }

    /** Where the latest commit cannot be read, or is gone, MVStore opens an earlier one, or an empty store, without a word. */
    private boolean wentBack(StoreState state) throws IOException {
        return state.applied() < journal.mark().entry() || journal.missing(state.applied()) > 0
                && StoreRepair.isLaterThan(maps.store().getFileStore().lastChunkVersion(), file);
    }

    private StoreRepair.Outcome repair() throws IOException {
        if (maps != null) {
            maps.store().closeImmediately();
        }
        StoreRepair.Outcome outcome = StoreRepair.repair(file, journal.deleted());
        maps = StoreMaps.open(file);
        return outcome;
    }

    /** @param doubtful those that may have been delivered though nobody noted it */
    private void countDeliveries(Set<Long> doubtful) throws IOException {
        deliveries.retain(messages.keySet());
        List<QueueMessage> noted = new ArrayList<>();
        for (QueueMessage message : messages.values()) {
            int times = Math.max(0, deliveries.deliveries(message.id()) - message.deliveriesBefore());
            if (times == 0 && doubtful.contains(message.id())) {
                times = 1;
                noted.add(message);
            }
            message.delivered(times);
        }
        deliveries.note(noted);
    }
}
