package netkit.queue.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a commit says of itself, as five numbers and their checksum.
 *
 * @param nextId no id was ever used from there on
 * @param closedWell 1 when it is the last commit of a server that ended by itself; else 0
 * @param boot differs after each start of the machine
 * @param applied the last entry of the journal that is in it
 * @param messages how many messages there are
 */
record StoreState(long nextId, long closedWell, long boot, long applied, long messages) {
    private static final long CHECKSUM = 6;

    /** Of a store that has nothing in it. */
    static StoreState none() {
        return new StoreState(1, 1, 0, 0, 0);
    }

    /** Empty when it is damaged. */
    static Optional<StoreState> read(Map<Long, Long> map) {
        List<Long> numbers = new ArrayList<>();
        for (long key = 1; key < CHECKSUM; key++) {
            numbers.add(map.getOrDefault(key, 0L));
        }
        StoreState state = new StoreState(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3),
                numbers.get(4));
        return map.getOrDefault(CHECKSUM, -1L) == state.checksum() ? Optional.of(state) : Optional.empty();
    }

    void write(Map<Long, Long> map) {
        long key = 1;
        for (long number : numbers()) {
            map.put(key++, number);
        }
        map.put(CHECKSUM, checksum());
    }

    private long[] numbers() {
        return new long[] {nextId, closedWell, boot, applied, messages};
    }

    private long checksum() {
        ByteBuffer bytes = ByteBuffer.allocate((int) CHECKSUM * Long.BYTES);
        for (long number : numbers()) {
            bytes.putLong(number);
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes.flip());
        return crc.getValue();
    }

    /** The machine has stopped since, and may have lost what was not forced to disk. */
    boolean isOfCrashedMachine() {
        return closedWell == 0 && boot != thisBoot();
    }

    /** See random(4); always the same where the system does not tell. */
    static long thisBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).hashCode();
        } catch (IOException _) {
            return 0;
        }
    }
}
