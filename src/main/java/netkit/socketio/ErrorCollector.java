package netkit.socketio;

/** Runs several actions, all of them even if some fail, and rethrows the first exception at the end. */
final class ErrorCollector {
    /** An action that may fail. */
    interface Action {
        void run() throws Exception;
    }

    private Throwable first;

    void run(Action action) {
        try {
            action.run();
        } catch (Throwable e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws the first exception, with the others suppressed; does nothing if there was none. */
    void rethrow() {
        if (first != null) {
            throw ErrorCollector.<RuntimeException>unchecked(first);
        }
    }

    /** Returns a checked exception to be thrown as unchecked: the thread's handler of uncaught exceptions takes any. */
    @SuppressWarnings("unchecked") // the cast is erased
    static <T extends Throwable> T unchecked(Throwable e) throws T {
        throw (T) e;
    }
}
