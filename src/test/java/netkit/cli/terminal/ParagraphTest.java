package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class ParagraphTest {
    @Test
    void linesAreOfWholeWordsAndIndentedLikeThePrefix() {
        assertEquals(List.of("! one", "  two", "  long", "  er"),
                Paragraph.wrap("! ", "one two longer", 6));
    }

    @Test
    void wideCharactersTakeTwoColumns() {
        assertEquals(List.of("你好", "你好 a"), Paragraph.wrap("", "你好 你好 a", 6));
        assertEquals("你好你好", Paragraph.clip("你好你好", 8));
        assertEquals("你好...", Paragraph.clip("你好你好", 7));
        assertEquals("你...", Paragraph.clip("你好你好", 6));
    }

    @Test
    void coloursTakeNoColumns() {
        assertEquals("\u001b[31mred\u001b[0m", Paragraph.clip("\u001b[31mred\u001b[0m", 3));
        assertEquals("r...", Paragraph.clip("\u001b[31mred hot\u001b[0m", 4));
    }

    @Test
    void clippedTextIsNeverEmpty() {
        assertEquals("...", Paragraph.clip("text", 1));
    }

    @Test
    void lineThatIsTooWideGoesOnIndentedByTwoMore() {
        assertEquals(List.of("  one two"), Paragraph.fit("  one two", 9));
        assertEquals(List.of("  one two", "    three", "    4567"),
                Paragraph.fit("  one two three 4567", 11));
        assertEquals(List.of("你好", "  你好", "  你好"), Paragraph.fit("你好你好你好", 6));
    }
}
