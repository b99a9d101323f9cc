package netkit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class ReportMarkupTest {
    @Test
    void textIsEscapedInElementsAndAttributes() {
        String hostile = "</p><script>alert(\"1\" & '2')</script>";
        assertEquals(
                "<p title=\"&lt;/p&gt;&lt;script&gt;alert(&quot;1&quot; &amp; '2')&lt;/script&gt;\">"
                        + "&lt;/p&gt;&lt;script&gt;alert(\"1\" &amp; '2')&lt;/script&gt;</p>",
                new ReportMarkup().element("p", hostile, "title", hostile).toString());
    }

    @Test
    void controlsAreReplacedExceptLineBreaks() {
        assertEquals("<pre>a\nb\tc\ufffd[31m\ufffd\ufffd</pre>",
                new ReportMarkup().element("pre", "a\nb\tc\u001b[31m\u0000\u009b").toString());
    }

    @Test
    void elementOpenedLastIsClosedFirst() {
        ReportMarkup page = new ReportMarkup().open("g", "class", "mark").empty("path", "d", "M1 2h0");
        assertThrows(IllegalStateException.class, page::toString);
        assertEquals("<g class=\"mark\"><path d=\"M1 2h0\"/></g>", page.close().toString());
    }
}
