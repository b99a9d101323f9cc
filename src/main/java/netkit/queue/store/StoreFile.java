package netkit.queue.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.h2.mvstore.DataUtils;

/**
 * A file of MVStore, read without MVStore, which gives up sooner than one has to (h2database.com/html/mvstore.html,
 * "File Format"). A chunk is what one commit wrote: a header in words, pages, and a footer in words; either of the two is
 * enough to find it.
 */
final class StoreFile implements Closeable {
    private static final int BLOCK = 4096;
    private static final int FOOTER = 128;
    /** No commit of ours is larger, whatever a header says. */
    private static final int LARGEST = 256 << 20;
    /** The longest that a header can be. */
    private static final int HEADER = 256;

    /**
     * What one commit wrote.
     *
     * @param layout where the root of the map is that tells the roots of all others; 0 when the header is damaged
     */
    record Chunk(int id, long version, long start, long length, long layout) {}

    private final FileChannel channel;
    private final long size;
    private final List<Chunk> chunks = new ArrayList<>();
    private final Map<Integer, List<Chunk>> byId = new HashMap<>();

    private StoreFile(FileChannel channel) throws IOException {
        this.channel = channel;
        this.size = channel.size();
    }

    static StoreFile open(Path file) throws IOException {
        StoreFile opened = new StoreFile(FileChannel.open(file, StandardOpenOption.READ));
        try {
            opened.findChunks();
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void findChunks() throws IOException {
        for (long at = 0; at < size; at += BLOCK) {
            long start = at;
            words(at, HEADER).ifPresent(header -> add(header, start));
            words(at + BLOCK - FOOTER, FOOTER).filter(StoreFile::isFooter)
                    .ifPresent(footer -> add(footer, start + BLOCK - BLOCK * number(footer, "len")));
        }
        // Of two copies the one with a header stands first.
        chunks.sort(Comparator.comparing(Chunk::version).thenComparing(Chunk::layout).reversed());
        chunks.forEach(chunk -> byId.computeIfAbsent(chunk.id, _ -> new ArrayList<>()).add(chunk));
    }

    private void add(Map<String, String> words, long start) {
        long length = BLOCK * number(words, "len");
        long id = number(words, "chunk");
        if (start >= 0 && length > 0 && id > 0 && id <= Integer.MAX_VALUE) {
            chunks.add(new Chunk((int) id, number(words, "version"), start, Math.min(length, size - start),
                    number(words, "root")));
        }
    }

    /** What stands in a header or a footer, when one is there. */
    private Optional<Map<String, String>> words(long at, int most) throws IOException {
        ByteBuffer in = read(at, most);
        String text = StandardCharsets.ISO_8859_1.decode(in).toString();
        int end = text.indexOf('\n');
        if (!text.startsWith("chunk:") || end < 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(DataUtils.parseMap(text.substring(0, end).trim()));
        } catch (RuntimeException _) {
            return Optional.empty();
        }
    }

    private static boolean isFooter(Map<String, String> words) {
        return words.containsKey("fletcher") && !words.containsKey("root");
    }

    private static long number(Map<String, String> words, String key) {
        try {
            return Long.parseUnsignedLong(words.getOrDefault(key, "0"), 16);
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** The latest first; an empty list when the file is none of MVStore's, or there is nothing left of it. */
    List<Chunk> chunks() {
        return Collections.unmodifiableList(chunks);
    }

    /** Whether it says at its beginning that it is one of MVStore's, or has nothing but zeros there. */
    boolean claimsToBeStore() throws IOException {
        String head = StandardCharsets.ISO_8859_1.decode(read(0, BLOCK)).toString();
        return head.startsWith("H:2,") || head.chars().allMatch(c -> c == 0);
    }

    /** The page that another one refers to, if it is intact as far as can be seen. */
    Optional<StorePage> page(long position) throws IOException {
        for (Chunk chunk : byId.getOrDefault(DataUtils.getPageChunkId(position), List.of())) {
            Optional<StorePage> page = page(chunk, DataUtils.getPageOffset(position));
            if (page.isPresent()) {
                return page;
            }
        }
        return Optional.empty();
    }

    private Optional<StorePage> page(Chunk chunk, int offset) throws IOException {
        ByteBuffer head = read(chunk.start + offset, 6);
        if (head.remaining() < 6) {
            return Optional.empty();
        }
        int length = head.getInt();
        if (!isPage(chunk, offset, length, head.getShort())) {
            return Optional.empty();
        }
        ByteBuffer in = read(chunk.start + offset, length);
        return in.remaining() == length ? StorePage.decode(in) : Optional.empty();
    }

    private static boolean isPage(Chunk chunk, int offset, int length, short check) {
        return length >= StorePage.LEAST && length <= chunk.length - offset
                && check == (short) (DataUtils.getCheckValue(chunk.id) ^ DataUtils.getCheckValue(offset)
                        ^ DataUtils.getCheckValue(length));
    }

    /** All pages of a chunk that can be found without knowing where they are. */
    List<StorePage> pages(Chunk chunk) throws IOException {
        List<StorePage> found = new ArrayList<>();
        ByteBuffer all = read(chunk.start, (int) Math.min(chunk.length, LARGEST));
        for (int at = 0; at + StorePage.LEAST <= all.limit();) {
            int length = all.getInt(at);
            Optional<StorePage> page = isPage(chunk, at, length, all.getShort(at + 4))
                    && length <= all.limit() - at
                            ? StorePage.decode(all.slice(at, length))
                            : Optional.empty();
            page.ifPresent(found::add);
            at += page.isPresent() ? length : 1;
        }
        return found;
    }

    /** As much of it as there is. */
    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(Math.clamp(size - at, 0, length));
        while (in.hasRemaining() && channel.read(in, at + in.position()) >= 0) {}
        return in.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
