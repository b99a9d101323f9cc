package netkit.queue.protocol;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The replies of one connection, which are sent in the order of the requests even if they become known in another order.
 * Safe for many threads.
 */
public final class Replies {
    /** The reply to one request, which may not be known yet. */
    public final class ReplySlot {
        private byte[] reply;

        public void fill(Reply with) {
            fill(QueueDecoder.encode(with.line()));
        }

        public void fill(byte[] with) {
            synchronized (Replies.this) {
                reply = with;
                sendFilled();
            }
        }
    }

    private final Consumer<byte[]> sender;
    private final ArrayDeque<ReplySlot> slots = new ArrayDeque<>();

    /** @param sender takes the bytes of each reply in order; must not block */
    public Replies(Consumer<byte[]> sender) {
        this.sender = sender;
    }

    /** Reserves the slot for the reply to the next request. */
    public synchronized ReplySlot next() {
        ReplySlot slot = new ReplySlot();
        slots.add(slot);
        return slot;
    }

    /** Waits until at most this many replies are outstanding. */
    public synchronized void awaitAtMost(int outstanding) throws InterruptedException {
        while (slots.size() > outstanding) {
            wait();
        }
    }

    private void sendFilled() {
        boolean sent = false;
        for (ReplySlot first = slots.peek(); first != null && first.reply != null; first = slots.peek()) {
            sender.accept(first.reply);
            slots.remove();
            sent = true;
        }
        if (sent) {
            notifyAll();
        }
    }
}
