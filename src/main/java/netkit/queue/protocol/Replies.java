package netkit.queue.protocol;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The replies of a connection, which leave in the order of the requests, in whatever order they become known. Safe for
 * many threads.
 */
public final class Replies {
    /** The place of a reply that is yet to come. */
    public final class Place {
        private byte[] reply;

        public void fill(Reply with) {
            fill(QueueDecoder.encode(with.line()));
        }

        public void fill(byte[] with) {
            synchronized (Replies.this) {
                reply = with;
                sendWhatIsDue();
            }
        }
    }

    private final Consumer<byte[]> sender;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /** @param sender takes the bytes of each reply in turn, and must not block */
    public Replies(Consumer<byte[]> sender) {
        this.sender = sender;
    }

    public synchronized Place next() {
        Place place = new Place();
        places.add(place);
        return place;
    }

    /** Waits until no more than so many replies are yet to come. */
    public synchronized void awaitAtMost(int most) throws InterruptedException {
        while (places.size() > most) {
            wait();
        }
    }

    private void sendWhatIsDue() {
        boolean sent = false;
        for (Place first = places.peek(); first != null && first.reply != null; first = places.peek()) {
            sender.accept(first.reply);
            places.remove();
            sent = true;
        }
        if (sent) {
            notifyAll();
        }
    }
}
