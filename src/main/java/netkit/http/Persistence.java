package netkit.http;

/** Whether a connection stays open after a response (RFC 9112 §9.3, §9.6). */
public enum Persistence {
    KEEP_ALIVE("keep-alive"), CLOSE("close");

    private final String option;

    Persistence(String option) {
        this.option = option;
    }

    /** The value of the header {@code Connection}. */
    public String option() {
        return option;
    }
}
