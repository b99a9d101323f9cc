package netkit.queue.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.h2.mvstore.DataUtils;

/**
 * A page of a B-tree in a file of MVStore (h2database.com/html/mvstore.html, "Page Format"). Its length and place are
 * checked; what is in it may be damaged all the same.
 *
 * <pre>
 * +--------+---------+--------------+--------+--------+------------------------------------+------+-----------
 * | length | check 2 | page, map    | keys   | type 1 | nodes: children, one more than     | keys | leaves:
 * | 4      |         | number: 1..5 | 1..5   |        | keys, 8 each; their counts, 1..10  |      | values
 * +--------+---------+--------------+--------+--------+------------------------------------+------+-----------
 * </pre>
 *
 * @param map the number of the map that it belongs to
 * @param keys how many keys it has
 * @param content what follows the type
 */
record StorePage(int map, int keys, boolean isLeaf, ByteBuffer content) {
    /** Bytes up to the first key of the smallest page. */
    static final int LEAST = 4 + 2 + 1 + 1 + 1 + 1;

    /** A child, and how many entries there are below it. */
    record Child(long position, long count) {}

    /** @param in the whole page */
    static Optional<StorePage> decode(ByteBuffer in) {
        try {
            in.position(4 + 2);
            DataUtils.readVarInt(in);
            int map = DataUtils.readVarInt(in);
            int keys = DataUtils.readVarInt(in);
            byte type = in.get(); // we have nothing compressed
            return keys < 0 || keys > in.remaining()
                    || type != DataUtils.PAGE_TYPE_LEAF && type != DataUtils.PAGE_TYPE_NODE
                            ? Optional.empty()
                            : Optional.of(
                                    new StorePage(map, keys, type == DataUtils.PAGE_TYPE_LEAF, in.slice()));
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    boolean isLeafOf(int which) {
        return isLeaf && map == which;
    }

    /** How many entries there are in it and below it; -1 when it is damaged. */
    long count() {
        return isLeaf ? keys : children().stream().mapToLong(Child::count).reduce(Long::sum).orElse(-1);
    }

    /** Those of a node; none when it is damaged. */
    List<Child> children() {
        return children(content.duplicate());
    }

    private List<Child> children(ByteBuffer in) {
        List<Child> children = new ArrayList<>();
        try {
            long[] positions = new long[keys + 1];
            for (int i = 0; i <= keys; i++) {
                positions[i] = in.getLong();
            }
            for (long position : positions) {
                children.add(new Child(position, DataUtils.readVarLong(in)));
            }
            return children;
        } catch (BufferUnderflowException _) {
            return List.of();
        }
    }

    /** Where the keys begin. */
    private ByteBuffer body() {
        ByteBuffer in = content.duplicate();
        if (!isLeaf) {
            children(in);
        }
        return in;
    }

    /** The keys that can be read, when they are numbers. */
    long[] ids() {
        return ids(body());
    }

    private long[] ids(ByteBuffer in) {
        long[] ids = new long[keys];
        int read = 0;
        try {
            while (read < keys) {
                ids[read] = DataUtils.readVarLong(in);
                read++;
            }
        } catch (BufferUnderflowException _) {
            // as many as there are
        }
        return Arrays.copyOf(ids, read);
    }

    /** The values that can be read, of a leaf whose keys are numbers and whose values are bytes. */
    List<byte[]> messages() {
        ByteBuffer in = body();
        ids(in);
        List<byte[]> values = new ArrayList<>();
        try {
            while (values.size() < keys) {
                int length = DataUtils.readVarInt(in);
                if (length < 0 || length > in.remaining()) {
                    break;
                }
                byte[] value = new byte[length];
                in.get(value);
                values.add(value);
            }
        } catch (BufferUnderflowException _) {
            // as many as there are
        }
        return values;
    }

    /** The entries of a leaf whose keys and values are numbers. */
    Map<Long, Long> numbers() {
        ByteBuffer in = body();
        Map<Long, Long> numbers = new HashMap<>();
        try {
            for (long id : ids(in)) {
                numbers.put(id, DataUtils.readVarLong(in));
            }
        } catch (BufferUnderflowException _) {
            // as many as there are
        }
        return numbers;
    }

    /** The entries of a leaf whose keys and values are words. */
    Map<String, String> words() {
        ByteBuffer in = body();
        Map<String, String> words = new HashMap<>();
        try {
            List<String> names = new ArrayList<>();
            while (names.size() < keys) {
                names.add(word(in));
            }
            for (String name : names) {
                words.put(name, word(in));
            }
        } catch (BufferUnderflowException _) {
            // as many as there are
        }
        return words;
    }

    private static String word(ByteBuffer in) {
        int length = DataUtils.readVarInt(in);
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return DataUtils.readString(in, length);
    }
}
