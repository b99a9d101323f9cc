package netkit.queue.store;

import java.io.IOException;

/** The data directory belongs to another server that is running. */
public final class DataInUseException extends IOException {
    private static final long serialVersionUID = 1;

    DataInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
