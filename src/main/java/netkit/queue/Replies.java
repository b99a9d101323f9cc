package netkit.queue;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The replies of a connection, which leave in the order of the requests, in whatever order they become known. Safe for
 * many threads.
 */
final class Replies {
    /** The place of a reply that is yet to come. */
    final class Place {
        private byte[] reply;

        void fill(Reply with) {
            fill(LinesAndBodies.encode(with.line()));
        }

        void fill(byte[] with) {
            synchronized (Replies.this) {
                reply = with;
                sendWhatIsDue();
            }
        }
    }

    private final Consumer<byte[]> sender;
    private final ArrayDeque<Place> places = new ArrayDeque<>();

    /** @param sender takes the bytes of each reply in turn, and must not block */
    Replies(Consumer<byte[]> sender) {
        this.sender = sender;
    }

    synchronized Place next() {
        Place place = new Place();
        places.add(place);
        return place;
    }

    /** Waits until no more than so many replies are yet to come. */
    synchronized void awaitAtMost(int most) throws InterruptedException {
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
