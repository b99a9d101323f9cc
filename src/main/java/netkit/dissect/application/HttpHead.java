package netkit.dissect.application;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.Headers;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.http.ResponseHead;

/**
 * A head as it was sent. What the strict decoder of {@link netkit.http} refuses is read leniently, with a notice.
 *
 * @param length bytes, with the empty line
 */
record HttpHead(boolean isRequest, String firstLine, int length, String method, String target, String version,
        int status, String reason, Headers headers, List<String> notices) {
    /** Longer heads than a server accepts are read, too. */
    static final int MOST_BYTES = 1 << 20;
    private static final HeadLimits LIMITS = new HeadLimits(MOST_BYTES, 10_000, MOST_BYTES);

    /** Returns the length of the head at the start of the buffer, or 0 if it is incomplete. */
    static int length(StreamBuffer in) {
        int lineStart = 0;
        for (int end = in.indexOf('\n', 0); end >= 0; end = in.indexOf('\n', lineStart)) {
            boolean isEmpty = end == lineStart || end == lineStart + 1 && in.at(lineStart) == '\r';
            lineStart = end + 1;
            if (isEmpty) {
                return lineStart;
            }
        }
        return 0;
    }

    static HttpHead of(byte[] bytes, boolean isRequest) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r?\n");
        String first = lines.length == 0 ? "" : lines[0];
        Headers headers = null;
        List<String> notices = new ArrayList<>(1);
        try {
            HeadDecoder decoder = new HeadDecoder(LIMITS);
            int length = decoder.length(bytes, bytes.length);
            if (length == bytes.length) {
                headers = isRequest ? decoder.request(bytes, length).headers()
                        : decoder.response(bytes, length).headers();
            } else {
                notices.add("the lines do not end with CRLF (RFC 9112 §2.2)");
            }
        } catch (HttpException e) {
            notices.add(e.getMessage());
        }
        headers = headers == null ? HttpMessage.lenient(lines) : headers;
        String[] words = first.split(" ", isRequest ? -1 : 3);
        if (isRequest) {
            return new HttpHead(true, first, bytes.length, words[0], words.length > 1 ? words[1] : "",
                    words.length > 2 ? words[words.length - 1] : "", 0, "", headers, notices);
        }
        int status = words.length > 1 && words[1].matches("\\d{3}") ? Integer.parseInt(words[1]) : 0;
        return new HttpHead(false, first, bytes.length, "", "", words[0], status,
                words.length > 2 ? words[2] : "", headers, notices);
    }

    RequestHead request() {
        return new RequestHead(method, target, version, headers);
    }

    ResponseHead response() {
        return new ResponseHead(version, status, reason, headers);
    }
}
