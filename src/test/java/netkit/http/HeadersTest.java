package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class HeadersTest {
    @Test
    void fieldNamesAreCaseInsensitiveAndLinesKeepTheirOrder() {
        Headers headers = Headers.of("X-a", "1", "Host", "h", "x-A", "2");

        assertEquals(List.of("1", "2"), headers.all("X-A"));
        assertEquals(Optional.of("1"), headers.first("x-a"));
        assertEquals(Optional.empty(), headers.first("X-B"));
    }

    @Test
    void listMaySpanLinesAndHaveEmptyElements() {
        Headers headers = Headers.of("Connection", " ,keep-alive ,\tUpgrade,, ", "connection", "x");

        assertEquals(List.of("keep-alive", "Upgrade", "x"), headers.list("Connection"));
        assertTrue(headers.lists("connection", "UPGRADE"));
        assertFalse(headers.lists("connection", "grade"));
    }

    @Test
    void commaInQuotedStringIsNoSeparator() {
        Headers headers = Headers.of("E", "a; b=\"1,\\\",2\", c");

        assertEquals(List.of("a; b=\"1,\\\",2\"", "c"), headers.list("E"));
    }

    @Test
    void unclosedQuoteExtendsToTheEnd() {
        assertEquals(List.of("a", "\"b, c\\"), Headers.of("E", "a, \"b, c\\").list("E"));
    }

    @Test
    void tokenHasNoDelimiters() {
        assertTrue(Headers.isToken("v1.chat-#$%&'*+^_`|~!"));
        for (String no : List.of("", " a", "a b", "a,b", "a;b", "a=b", "(a)", "a/b", "a:b", "\"a\"", "é",
                "a\n")) {
            assertFalse(Headers.isToken(no), no);
        }
    }

    @Test
    void withAppendsLineToACopy() {
        Headers one = Headers.of("A", "1");

        assertEquals(Headers.of("A", "1", "A", "2"), one.with("A", "2"));
        assertEquals(Headers.of("A", "1"), one);
    }
}
