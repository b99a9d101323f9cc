package netkit.queue.store;

import java.io.IOException;

/** Another running server has the data directory. */
public final class DataInUseException extends IOException {
    private static final long serialVersionUID = 1;

    DataInUseException(String message, Throwable cause) {
        super(message, cause);
    }
}
