package netkit.queue.store;

import java.io.IOException;
import java.nio.file.Path;

import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;

/** What is in the file of MVStore: the messages as {@link StoredMessage} has them, by id, and the {@link StoreState}. */
record StoreMaps(MVStore store, MVMap<Long, byte[]> messages, MVMap<Long, Long> state) {
    /** How long MVStore keeps what is no longer needed, against disks that write in another order than told. */
    private static final int RETENTION_MILLIS = 1000;

    /** The numbers that MVStore gives to maps, which are made in this order. */
    static final int MESSAGES = 2;
    static final int STATE = 3;

    /** The file is damaged, or was never one of MVStore's. */
    static final class UnreadableException extends IOException {
        private static final long serialVersionUID = 1L;

        private UnreadableException(Path file, Throwable cause) {
            super("cannot open " + file + ": " + cause.getMessage()
                    + "; move it away to begin with empty queues", cause);
        }
    }

    /** Opens the file, which is made when there is none. */
    static StoreMaps open(Path file) throws IOException {
        MVStore store = null;
        try {
            store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
            store.setRetentionTime(RETENTION_MILLIS);
            MVMap<Long, byte[]> messages = store.openMap("messages", new MVMap.Builder<Long, byte[]>()
                    .keyType(LongDataType.INSTANCE).valueType(ByteArrayDataType.INSTANCE));
            MVMap<Long, Long> state = store.openMap("state", new MVMap.Builder<Long, Long>()
                    .keyType(LongDataType.INSTANCE).valueType(LongDataType.INSTANCE));
            if (messages.getId() != MESSAGES || state.getId() != STATE) {
                throw new IllegalStateException("it has other maps");
            }
            return new StoreMaps(store, messages, state);
        } catch (RuntimeException | OutOfMemoryError e) { // whatever MVStore trips over in bytes that make no sense
            if (store != null) {
                store.closeImmediately();
            }
            if (e instanceof MVStoreException m && m.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
                throw new DataInUseException(file + " is in use: another server has this data directory", e);
            }
            throw new UnreadableException(file, e);
        }
    }

    /** All that was put is on disk when this returns. */
    void commit() {
        store.commit();
        store.sync();
    }
}
