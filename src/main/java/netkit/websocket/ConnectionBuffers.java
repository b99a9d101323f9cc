package netkit.websocket;

import netkit.net.MemoryBudget;

/** The memory that a connection keeps for later frames. It is used by the reading thread, or while that thread waits. */
final class ConnectionBuffers {
    /** A connection that keeps more memory than this takes it from the budget of all connections. */
    private static final int UNCOUNTED = 8 * 1024;

    private final MemoryBudget.Account memory;
    private final ReadBuffer input;
    private final MessageReader messages;
    private final FrameSender sender;

    ConnectionBuffers(MemoryBudget.Account memory, ReadBuffer input, MessageReader messages,
            FrameSender sender) {
        this.memory = memory;
        this.input = input;
        this.messages = messages;
        this.sender = sender;
    }

    int retainedBytes() {
        return input.capacity() + messages.retainedBytes() + sender.retainedBytes();
    }

    private int countedBytes() {
        int kept = retainedBytes();
        return kept > UNCOUNTED ? kept : 0;
    }

    /**
     * Takes what is kept from the budget of all connections, or else releases it; called before the thread waits.
     *
     * @return whether memory is kept or held that another thread may have to release
     */
    boolean count() {
        if (memory.isEvicted()) {
            messages.discard();
        }
        int kept = countedBytes();
        boolean mayKeep = memory.keep(kept);
        if (!mayKeep) {
            input.release();
            release();
        }
        return mayKeep && kept > 0 || messages.heldBytes() > 0;
    }

    /** Releases what is kept, except for the input of the current read. */
    void release() {
        messages.releaseBuffers();
        sender.releaseBuffers();
        memory.keep(countedBytes());
    }
}
