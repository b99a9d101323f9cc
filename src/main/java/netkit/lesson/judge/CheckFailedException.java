package netkit.lesson.judge;

/** Thrown by a step that failed. */
final class CheckFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient Failure failure;

    CheckFailedException(Failure failure) {
        super(failure.message());
        this.failure = failure;
    }

    Failure failure() {
        return failure;
    }
}
