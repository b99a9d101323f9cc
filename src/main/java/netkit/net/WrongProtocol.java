package netkit.net;

import java.util.regex.Pattern;

/**
 * Recognizes a client of another protocol by its first line. A web page can make a browser send an HTTP request to any
 * port of this machine, with a body that looks like the commands of a line protocol: a server of such a protocol must
 * end the connection at the request line, before it reads them.
 */
public final class WrongProtocol {
    /** RFC 9112 §3: {@code method SP request-target SP HTTP-version}; RFC 9113 §3.4: the preface of HTTP/2. */
    private static final Pattern HTTP_REQUEST = Pattern.compile("[!-~]+ \\S.* HTTP/\\d(\\.\\d)?\\r?");

    private WrongProtocol() {}

    /** Whether the first line of a connection is that of an HTTP request. */
    public static boolean isHttp(String firstLine) {
        return HTTP_REQUEST.matcher(firstLine).matches();
    }
}
