package netkit.chat;

import java.util.function.Function;

/** A line of the chat without its line end, for any number of members: each transport encodes it once for all of them. */
public final class ChatLine {
    private final String text;
    private Function<String, ?> encoder;
    private Object encoded;

    public ChatLine(String text) {
        this.text = text;
    }

    /** @param encoding of a transport: the same object for each member */
    @SuppressWarnings("unchecked") // what this encoder has returned
    public synchronized <T> T encoded(Function<String, T> encoding) {
        if (encoder != encoding) {
            encoded = encoding.apply(text);
            encoder = encoding;
        }
        return (T) encoded;
    }

    @Override
    public String toString() {
        return text;
    }
}
