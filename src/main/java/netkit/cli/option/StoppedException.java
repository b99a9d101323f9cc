package netkit.cli.option;

import java.io.IOException;

/** A command was ended by Ctrl-C before it was done. */
public final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param undone what was not done */
    public StoppedException(String undone) {
        super(undone);
    }
}
