package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a program said, or a note about it.
 *
 * @param protocol its name in filters ({@code http})
 * @param headerLength bytes of the header; the rest is payload
 * @param summary one line; text of a peer is not escaped
 * @param content what the program said, without headers; empty if it says nothing of its own, as an acknowledgement does
 * @param notices what a reader should know: a violation and its clause, missing bytes
 * @param fields adds the fields when they are asked for
 */
public record ApplicationMessage(String protocol, Carried carried, int headerLength, String summary,
        String content, List<String> notices, Consumer<FieldSink> fields) {
    /** The name of bytes without a known protocol. */
    static final String DATA = "data";

    /** Returns a message of bytes that no protocol explains. */
    static ApplicationMessage data(Carried carried, String notice) {
        byte[] bytes = carried.bytes();
        String size = bytes.length + (bytes.length == 1 ? " byte" : " bytes");
        return new ApplicationMessage(DATA, carried, 0, notice.isEmpty() ? size : size + ": " + notice,
                new String(bytes, StandardCharsets.UTF_8), notice.isEmpty() ? List.of() : List.of(notice),
                sink -> {
                    if (bytes.length > 0) {
                        sink.bytes("data.data", "Data", bytes, 0, bytes.length).number("data.len", "Length",
                                bytes.length, 0, 0);
                    }
                });
    }
}
