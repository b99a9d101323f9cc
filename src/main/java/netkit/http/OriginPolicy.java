package netkit.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import netkit.net.MachineNames;
import netkit.net.PrintableText;

/**
 * Decides whose web pages may use a server. A browser lets a page of any origin send requests to any server, and opens
 * WebSockets to it without asking (RFC 6455 §10.2); it names the page's origin in {@code Origin} (RFC 6454 §7). A page
 * may also have its own name resolved to the server's address, so that the browser takes the server for the page's own
 * (DNS rebinding); then {@code Host} has that name. Other programs send no {@code Origin} and are not concerned.
 */
public final class OriginPolicy {
    private static final Pattern ORIGIN = Pattern.compile("(\\w[\\w+.-]*)://([^/\\s,]*)");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:]*)(?::(\\d{0,5}))?");
    /** Longest part of a refused name in a message, characters. */
    private static final int MAX_NAMED = 100;

    /** Admits the pages of all origins, and any {@code Host}. */
    public static final OriginPolicy ANY = new OriginPolicy(MachineNames.with(List.of()), List.of("*"), "");

    private final MachineNames own;
    private final List<String> admitted;
    private final List<String> admittedHosts;
    private final String option;

    /**
     * @param own the names of the machine
     * @param admitted origins besides the server's own, such as {@code http://localhost:8080}; {@code *} for all
     * @param option what adds to them, such as {@code --origin}: named in the refusals
     */
    public OriginPolicy(MachineNames own, List<String> admitted, String option) {
        this.own = own;
        this.admitted = admitted.stream().map(OriginPolicy::normalized).toList();
        this.admittedHosts = this.admitted.stream().map(ORIGIN::matcher).filter(Matcher::matches)
                .map(origin -> host(origin.group(2))).toList();
        this.option = option;
    }

    /** Whether the text has the form of an origin, or is one of {@code *} and {@code null}. */
    public static boolean isOrigin(String text) {
        return text.equals("*") || text.equals("null") || ORIGIN.matcher(text).matches();
    }

    /**
     * Checks a request.
     *
     * @param port the port at which it arrived
     * @throws HttpException with the status 403 and one line that says what is not admitted
     */
    void check(RequestHead request, int port) throws HttpException {
        if (admitted.contains("*")) {
            return;
        }
        String authority = request.authority().orElse("localhost"); // HTTP/1.0 needs none, and no browser speaks it
        String host = host(authority);
        if (!own.include(host) && !admittedHosts.contains(host)) {
            throw refusal("'" + shown(host) + "' is no name of this machine", "http://" + authority);
        }
        List<String> origins = request.headers().all("Origin");
        for (String origin : origins) {
            if (!isAdmitted(normalized(origin), authority, port)) {
                throw refusal("pages of '" + shown(origin) + "' may not use this server", origin);
            }
        }
        if (origins.isEmpty() && isEmbeddedElsewhere(request.headers())) {
            throw new HttpException(Status.FORBIDDEN, "pages of another origin may not use this server");
        }
    }

    /** @param authority to which the request was sent: also behind a forwarded port, its own pages have that origin */
    private boolean isAdmitted(String origin, String authority, int port) {
        if (admitted.contains(origin)) {
            return true;
        }
        Matcher parts = ORIGIN.matcher(origin);
        if (!parts.matches() || !parts.group(1).matches("https?")) {
            return false;
        }
        return origin.equals(normalized(parts.group(1) + "://" + authority))
                || own.include(host(parts.group(2))) && port(parts.group(1), parts.group(2)) == port;
    }

    /**
     * Whether a page of another origin embeds what is requested, as an image for example: then browsers send no
     * {@code Origin} (W3C, Fetch Metadata Request Headers). A link that is followed embeds nothing.
     */
    private static boolean isEmbeddedElsewhere(Headers headers) {
        boolean elsewhere = headers.lists("Sec-Fetch-Site", "cross-site")
                || headers.lists("Sec-Fetch-Site", "same-site");
        return elsewhere && !(headers.lists("Sec-Fetch-Mode", "navigate")
                && headers.lists("Sec-Fetch-Dest", "document"));
    }

    private HttpException refusal(String what, String origin) {
        return new HttpException(Status.FORBIDDEN, what + (isOrigin(origin)
                ? "; see the option " + option + " " + shown(origin)
                : ""));
    }

    private static String shown(String text) {
        return PrintableText.escapeControls(
                text.length() > MAX_NAMED ? text.substring(0, MAX_NAMED) + "…" : text);
    }

    /** RFC 6454 §4: scheme and host in lower case, and no port where it is the scheme's default. */
    private static String normalized(String origin) {
        return origin.toLowerCase(Locale.ROOT)
                .replaceFirst("^(http://.*):(?:80)?$|^(https://.*):(?:443)?$", "$1$2");
    }

    private static String host(String authority) {
        Matcher parts = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
        return parts.matches() ? parts.group(1) : authority;
    }

    private static int port(String scheme, String authority) {
        Matcher parts = AUTHORITY.matcher(authority);
        if (parts.matches() && parts.group(2) != null && !parts.group(2).isEmpty()) {
            return Integer.parseInt(parts.group(2));
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
