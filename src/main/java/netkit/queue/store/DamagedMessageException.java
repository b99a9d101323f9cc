package netkit.queue.store;

import java.io.IOException;

/** A message cannot be read as it was written. */
final class DamagedMessageException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedMessageException(long id) {
        super("message " + id + " is damaged on disk");
    }
}
