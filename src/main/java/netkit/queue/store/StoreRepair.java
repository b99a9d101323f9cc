package netkit.queue.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import netkit.queue.store.StoreFile.Chunk;
import netkit.queue.store.StorePage.Child;

/**
 * Saves what is intact of a damaged file of messages. The latest commit says what there was, down to the pages that cannot
 * be read; for the ids that these had, the commits before it are asked, one after the other, as far as their pages are still
 * in the file, and single pages of theirs when nothing leads to them any more.
 *
 * <p>An older copy may be of a message that was acknowledged since. To serve it again, flagged as delivered before, is what
 * we choose over losing one that nobody has processed; but not when the journal still tells that it was deleted. What the
 * latest commit says is complete where it can be read: nothing older comes back there.
 */
final class StoreRepair {
    private static final int DEEPEST = 20;
    private static final long BYTES_AT_ONCE = 8 << 20;
    private static final int LAYOUT = 0;

    /** Ids of which it is not known yet whether there are messages with them. */
    private record Range(long from, long to) {
        static final Range ALL = new Range(0, Long.MAX_VALUE);

        Optional<Range> and(long otherFrom, long otherTo) {
            long first = Math.max(from, otherFrom);
            long last = Math.min(to, otherTo);
            return first <= last ? Optional.of(new Range(first, last)) : Optional.empty();
        }
    }

    /**
     * What came of it.
     *
     * @param words in a line
     * @param doubtful messages that may have been delivered, or acknowledged, since they were stored like that
     */
    record Outcome(String words, Set<Long> doubtful) {}

    private final StoreFile file;
    private final StoreMaps fresh;
    private final Set<Long> deleted;
    private final Set<Long> doubtful = new HashSet<>();
    private StoreState state;
    /** How many messages the latest commit has, or -1 when that cannot be read; and how many of them are saved. */
    private long promised = -1;
    private int current;
    private long uncommitted;

    private StoreRepair(StoreFile file, StoreMaps fresh, Set<Long> deleted) {
        this.file = file;
        this.fresh = fresh;
        this.deleted = deleted;
    }

    /** Whether a file that cannot be opened is a store at all. */
    static boolean isStore(Path file) throws IOException {
        try (StoreFile raw = StoreFile.open(file)) {
            return raw.claimsToBeStore() || !raw.chunks().isEmpty();
        }
    }

    /** Whether the file has a later commit than the one that MVStore went back to when it opened it. */
    static boolean isLaterThan(long version, Path file) throws IOException {
        try (StoreFile raw = StoreFile.open(file)) {
            return !raw.chunks().isEmpty() && raw.chunks().getFirst().version() > version;
        }
    }

    /**
     * Puts a new file in the place of this one, which is kept for whoever wants to look into it.
     *
     * @param deleted messages that are known to be deleted
     */
    static Outcome repair(Path path, Set<Long> deleted) throws IOException {
        Path next = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(next);
        StoreMaps fresh = StoreMaps.open(next);
        StoreRepair repair;
        try (StoreFile damaged = StoreFile.open(path)) {
            repair = new StoreRepair(damaged, fresh, deleted);
            repair.save();
            fresh.store().close();
        } catch (RuntimeException e) {
            throw new IOException(
                    "cannot save what is intact of " + path + " to " + next + ": " + e.getMessage(), e);
        } finally {
            fresh.store().closeImmediately();
        }
        Path aside = aside(path);
        Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
        return new Outcome(path + " is damaged: " + repair.words() + "; the damaged file is kept as " + aside,
                repair.doubtful);
    }

    /** A second name, or a copy where files have only one: at no time may there be no file. */
    private static Path aside(Path path) throws IOException {
        int number = 1;
        while (Files.exists(path.resolveSibling("messages.damaged-" + number))) {
            number++;
        }
        Path aside = path.resolveSibling("messages.damaged-" + number);
        try {
            return Files.createLink(aside, path);
        } catch (IOException | UnsupportedOperationException _) {
            return Files.copy(path, aside);
        }
    }

    private void save() throws IOException {
        List<Range> unknown = List.of(Range.ALL);
        for (Chunk chunk : file.chunks()) {
            if (unknown.isEmpty() && state != null) {
                break;
            }
            unknown = save(chunk, unknown);
        }
        StoreState found = state == null ? StoreState.none() : state;
        new StoreState(found.nextId(), 0, found.boot(), found.applied(), fresh.messages().sizeAsLong())
                .write(fresh.state());
        fresh.commit();
    }

    /** @return what stays unknown of what is wanted */
    private List<Range> save(Chunk chunk, List<Range> wanted) throws IOException {
        Map<String, String> layout = new HashMap<>();
        readLayout(chunk.layout(), layout, DEEPEST);
        Optional<StoreState> then = root(layout, StoreMaps.STATE)
                .flatMap(page -> StoreState.read(page.numbers()));
        Optional<StorePage> root = root(layout, StoreMaps.MESSAGES)
                .filter(page -> then.isEmpty() || page.count() == then.get().messages());
        if (then.isPresent() && root.isPresent()) {
            List<Range> unknown = save(chunk, then, root, wanted);
            return unknown.isEmpty() ? unknown : saveLoosePages(file.pages(chunk), unknown);
        }
        // Nothing leads to them any more, but they may be there: no other page has that many messages below it.
        List<StorePage> loose = file.pages(chunk);
        Optional<StoreState> state = then
                .or(() -> loose.stream().filter(page -> page.isLeafOf(StoreMaps.STATE))
                        .flatMap(page -> StoreState.read(page.numbers()).stream()).findFirst());
        Optional<StorePage> top = root.or(() -> loose.stream().filter(page -> page.map() == StoreMaps.MESSAGES
                && state.isPresent() && page.count() == state.get().messages()).findFirst());
        return saveLoosePages(loose, save(chunk, state, top, wanted));
    }

    private List<Range> save(Chunk chunk, Optional<StoreState> then, Optional<StorePage> root,
            List<Range> wanted)
            throws IOException {
        state = state == null ? then.orElse(null) : state;
        if (root.isEmpty()) {
            return wanted;
        }
        boolean latest = chunk.equals(file.chunks().getFirst());
        if (latest) {
            promised = root.get().count();
        }
        List<Range> unknown = new ArrayList<>();
        for (Range range : wanted) {
            unknown.addAll(saveTree(root.get(), range, latest, DEEPEST));
        }
        return unknown;
    }

    /** What tells, among other things, where the roots of the maps are. */
    private void readLayout(long position, Map<String, String> layout, int deepest) throws IOException {
        Optional<StorePage> page = file.page(position).filter(found -> found.map() == LAYOUT);
        if (page.isPresent() && page.get().isLeaf()) {
            layout.putAll(page.get().words());
        } else if (page.isPresent() && deepest > 0) {
            for (Child child : page.get().children()) {
                readLayout(child.position(), layout, deepest - 1);
            }
        }
    }

    private Optional<StorePage> root(Map<String, String> layout, int map) throws IOException {
        try {
            return file.page(Long.parseUnsignedLong(layout.getOrDefault("root." + map, "0"), 16))
                    .filter(page -> page.map() == map);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** @return what stays unknown of the range */
    private List<Range> saveTree(StorePage page, Range range, boolean latest, int deepest)
            throws IOException {
        if (page.isLeaf()) {
            return saveLeaf(page, range, latest);
        }
        List<Child> children = page.children();
        long[] ids = page.ids();
        if (children.isEmpty() || ids.length < page.keys() || deepest == 0) {
            return List.of(range);
        }
        List<Range> unknown = new ArrayList<>();
        for (int i = 0; i <= ids.length; i++) {
            Child child = children.get(i);
            Optional<Range> part = range.and(i == 0 ? 0 : ids[i - 1],
                    i == ids.length ? Long.MAX_VALUE : ids[i] - 1);
            if (part.isPresent()) {
                Optional<StorePage> below = file.page(child.position())
                        .filter(found -> found.map() == StoreMaps.MESSAGES && found.count() == child.count());
                unknown.addAll(below.isEmpty() ? List.of(part.get())
                        : saveTree(below.get(), part.get(), latest, deepest - 1));
            }
        }
        return unknown;
    }

    /** @return what stays unknown of the range: what lies between two messages that are intact, if another stood there */
    private List<Range> saveLeaf(StorePage leaf, Range range, boolean latest) {
        List<Range> unknown = new ArrayList<>();
        long[] ids = leaf.ids();
        List<byte[]> messages = leaf.messages();
        long from = range.from;
        boolean gap = false;
        for (int i = 0; i < leaf.keys(); i++) {
            if (i >= messages.size() || StoredMessage.decode(ids[i], messages.get(i)).isEmpty()) {
                gap = true;
                continue;
            }
            if (gap) {
                range.and(from, ids[i] - 1).ifPresent(unknown::add);
            }
            if (range.and(ids[i], ids[i]).isPresent()) {
                take(ids[i], messages.get(i), latest);
            }
            from = Math.max(from, ids[i] + 1);
            gap = false;
        }
        if (gap) {
            range.and(from, range.to).ifPresent(unknown::add);
        }
        return unknown;
    }

    /** What is in pages to which nothing leads: those that have others below them tell most. */
    private List<Range> saveLoosePages(List<StorePage> pages, List<Range> wanted) throws IOException {
        List<Range> unknown = wanted;
        for (boolean leaves : new boolean[] {false, true}) {
            for (StorePage page : pages) {
                if (page.map() == StoreMaps.MESSAGES && page.isLeaf() == leaves) {
                    unknown = saveLoosePage(page, unknown);
                }
            }
        }
        return unknown;
    }

    private List<Range> saveLoosePage(StorePage page, List<Range> wanted) throws IOException {
        long[] ids = page.ids();
        if (ids.length == 0) {
            return wanted;
        }
        List<Range> unknown = new ArrayList<>();
        for (Range range : wanted) {
            Optional<Range> inside = range.and(ids[0],
                    page.isLeaf() ? ids[ids.length - 1] : ids[ids.length - 1] - 1);
            if (inside.isEmpty()) {
                unknown.add(range);
                continue;
            }
            range.and(0, inside.get().from - 1).ifPresent(unknown::add);
            unknown.addAll(saveTree(page, inside.get(), false, DEEPEST));
            if (inside.get().to < range.to) {
                unknown.add(new Range(inside.get().to + 1, range.to));
            }
        }
        return unknown;
    }

    private void take(long id, byte[] message, boolean latest) {
        if (latest) {
            current++;
        } else if (deleted.contains(id)) {
            return;
        } else {
            doubtful.add(id);
        }
        fresh.messages().put(id, message);
        uncommitted += message.length;
        if (uncommitted > BYTES_AT_ONCE) {
            uncommitted = 0;
            fresh.commit();
        }
    }

    private String words() {
        int all = current + doubtful.size();
        String served = all == 0 ? "no message in it is intact"
                : all == 1 ? "the 1 message in it that is intact is served"
                        : "the " + all + " messages in it that are intact are served";
        if (promised < 0) {
            return "its latest state cannot be read; " + served + (all == 0 ? "" : ", as redelivered,")
                    + " and confirmed messages may be missing, or come again";
        }
        if (promised == current) {
            return "no message was hit; " + served;
        }
        return (promised - current) + " of " + promised + " messages cannot be read; " + served
                + (doubtful.isEmpty() ? ""
                        : ", " + doubtful.size()
                                + " of them in an older copy, as redelivered: they may have been"
                                + " acknowledged since");
    }
}
