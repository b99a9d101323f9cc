package netkit.socketio;

/** Several things that are all done, though some of them fail. */
final class ErrorCollector {
    /** One of them. */
    interface Attempt {
        void run() throws Exception;
    }

    private Throwable first;

    void run(Attempt attempt) {
        try {
            attempt.run();
        } catch (Throwable e) {
            if (first == null) {
                first = e;
            } else {
                first.addSuppressed(e);
            }
        }
    }

    /** Throws what the first that failed has thrown. */
    void end() {
        if (first != null) {
            throw ErrorCollector.<RuntimeException>unchecked(first);
        }
    }

    /** To be thrown where no checked exception may be: it ends at the thread's handler, which takes all. */
    @SuppressWarnings("unchecked") // nothing is cast in truth
    static <T extends Throwable> T unchecked(Throwable e) throws T {
        throw (T) e;
    }
}
