package netkit.dissect.application;

import java.util.function.Consumer;

/** Decodes one direction of a connection. */
interface StreamDecoder {
    /**
     * Decodes what is complete, and takes it out of the buffer.
     *
     * @return the decoder for the bytes that are left: this one, or another after a change of protocols
     */
    StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out);

    /**
     * Decodes behind bytes that the capture does not have.
     *
     * @return the decoder for what follows
     */
    StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out);

    /** Decodes what the end of the stream completes. */
    default void end(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (in.length() > 0) {
            out.accept(ApplicationMessage.data(in.takeAll(), "the connection ends within a message"));
        }
    }

    /** Returns about how many bytes of memory it takes. */
    default int retainedBytes() {
        return 128;
    }
}
