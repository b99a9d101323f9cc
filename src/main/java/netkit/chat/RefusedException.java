package netkit.chat;

/** Thrown when a member asks for something that the rules of the chat do not allow; the message is one line for the member. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
