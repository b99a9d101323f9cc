package netkit.http;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.net.MachineNames;

/** RFC 6455 §10.2, RFC 6454: which pages a server at port 9080 admits. */
class OriginPolicyTest {
    private static final int PORT = 9080;

    private static OriginPolicy admitting(String... origins) {
        return new OriginPolicy(MachineNames.with(List.of("alice")), List.of(origins), "--origin");
    }

    private static RequestHead request(String target, String... namesAndValues) {
        return new RequestHead("GET", target, "HTTP/1.1", Headers.of(namesAndValues));
    }

    private static void assertAdmitted(OriginPolicy policy, RequestHead request) {
        assertDoesNotThrow(() -> policy.check(request, PORT), request::toString);
    }

    private static String refusal(OriginPolicy policy, RequestHead request) {
        HttpException refused = assertThrows(HttpException.class, () -> policy.check(request, PORT),
                request::toString);
        assertEquals(Status.FORBIDDEN, refused.status());
        return refused.getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:9080", "localhost:9080", "[::1]:9080", "LocalHost", "alice:9080",
        "localhost:4711"})
    void programsWithoutAnOriginAreAdmittedUnderEachNameOfTheMachine(String host) {
        assertAdmitted(admitting(), request("/", "Host", host));
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:9080, http://127.0.0.1:9080", "127.0.0.1:9080, http://localhost:9080",
        "localhost:9080, https://localhost:9080", "localhost:9080, http://[::1]:9080",
        "localhost:8000, http://localhost:8000", "localhost, http://localhost",
        "localhost, https://localhost",
        "localhost:443, https://localhost", "localhost:80, http://LOCALHOST:",
        "alice:9080, http://alice:9080"})
    void ownPagesAreAdmitted(String host, String origin) {
        assertAdmitted(admitting(), request("/", "Host", host, "Origin", origin));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.test", "http://evil.test:9080", "http://localhost",
        "http://localhost:3000",
        "http://localhost.evil.test:9080", "http://localhost:9080.evil.test",
        "http://localhost:9080@evil.test",
        "null", "file://", "", "http://localhost:9080 http://evil.test", "ftp://localhost:9080",
        "chrome-extension://abc", "http://192.0.2.1:9080"})
    void pagesOfOtherOriginsAreRefused(String origin) {
        String said = refusal(admitting(), request("/", "Host", "localhost:9080", "Origin", origin));
        assertTrue(said.startsWith("pages of '" + origin + "' may not use this server"), said);
        assertEquals(1, said.lines().count());
    }

    @Test
    void everyOriginIsChecked() {
        refusal(admitting(),
                request("/", "Host", "localhost:9080", "Origin", "http://localhost:9080", "Origin",
                        "http://evil.test"));
    }

    /** DNS rebinding: the page and the server have the same name, which is the attacker's. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.test", "evil.test:9080", "localhost.evil.test:9080", "192.0.2.1:9080", "",
        "a%2eb:9080"})
    void foreignHostIsRefused(String host) {
        String said = refusal(admitting(), request("/", "Host", host));
        assertTrue(said.contains("is no name of this machine"), said);
        refusal(admitting(), request("/", "Host", host, "Origin", "http://" + host));
    }

    /** RFC 9112 §3.2.2. */
    @Test
    void authorityOfAnAbsoluteTargetCountsInsteadOfHost() {
        refusal(admitting(), request("http://evil.test/", "Host", "localhost:9080"));
        refusal(admitting(), request("HTTP://localhost@evil.test/", "Host", "localhost:9080"));
        assertAdmitted(admitting(), request("http://localhost:9080/", "Host", "evil.test"));
    }

    @Test
    void requestWithoutHostIsAdmittedUnlessItHasAForeignOrigin() {
        assertAdmitted(admitting(), request("/"));
        assertAdmitted(admitting(), request("/", "Origin", "http://127.0.0.1:9080"));
        refusal(admitting(), request("/", "Origin", "http://evil.test"));
    }

    @Test
    void originsAreAddedWithTheirHosts() {
        OriginPolicy policy = admitting("http://Good.test:80", "https://other.test:8443", "null", "file://");
        for (String origin : List.of("http://good.test", "http://localhost:9080", "null", "file://",
                "https://other.test:8443", "https://OTHER.test:8443")) {
            assertAdmitted(policy, request("/", "Host", "localhost:9080", "Origin", origin));
        }
        assertAdmitted(policy, request("/", "Host", "good.test:9080"));
        assertAdmitted(policy, request("/", "Host", "other.test:8443", "Origin", "https://other.test:8443"));
        for (String origin : List.of("https://good.test", "http://good.test:81", "https://other.test",
                "http://evil.test")) {
            refusal(policy, request("/", "Host", "localhost:9080", "Origin", origin));
        }
    }

    @Test
    void starAdmitsAll() {
        assertAdmitted(admitting("*"), request("/", "Host", "evil.test", "Origin", "http://evil.test"));
        assertAdmitted(OriginPolicy.ANY, request("/", "Host", "h", "Sec-Fetch-Site", "cross-site"));
    }

    /** An image or a script is requested without an Origin. */
    @ParameterizedTest
    @CsvSource({"cross-site, no-cors, image, false", "same-site, no-cors, script, false",
        "cross-site, navigate, iframe, false", "cross-site, navigate, document, true",
        "same-origin, no-cors, image, true", "none, navigate, document, true"})
    void contentEmbeddedInAnotherPageIsRefusedButLinksAreFollowed(String site, String mode, String dest,
            boolean admitted) {
        RequestHead request = request("/", "Host", "localhost:9080", "Sec-Fetch-Site", site, "Sec-Fetch-Mode",
                mode, "Sec-Fetch-Dest", dest);
        if (admitted) {
            assertAdmitted(admitting(), request);
        } else {
            assertEquals("pages of another origin may not use this server", refusal(admitting(), request));
        }
    }

    @Test
    void refusalNamesTheOptionAndIsSafeToPrint() {
        assertEquals(
                "pages of 'http://evil.test' may not use this server; see the option --origin http://evil.test",
                refusal(admitting(), request("/", "Host", "localhost", "Origin", "http://evil.test")));
        assertEquals("'evil.test' is no name of this machine; see the option --origin http://evil.test:1",
                refusal(admitting(), request("/", "Host", "evil.test:1")));
        assertEquals("pages of '\\u009b' may not use this server",
                refusal(admitting(), request("/", "Host", "localhost", "Origin", "\u009b")));
        String longest = refusal(admitting(), request("/", "Host", "localhost", "Origin", "x".repeat(8000)));
        assertTrue(longest.length() < 200, longest);
    }

    @Test
    void formOfAnOriginIsChecked() {
        for (String origin : List.of("*", "null", "http://a", "https://a:1", "file://", "http://[::1]:9")) {
            assertTrue(OriginPolicy.isOrigin(origin), origin);
        }
        for (String other : List.of("", "a", "a.test:80", "http://a/", "http://a/b", "http:a", "a b")) {
            assertFalse(OriginPolicy.isOrigin(other), other);
        }
    }
}
