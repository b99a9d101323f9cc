package netkit.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

import org.junit.jupiter.api.Test;

class TableTest {
    private static String text(Table table, int width) {
        return String.join("\n", table.lines(width)) + "\n";
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table(2).left("queue", 0).right("ready", 0).right("dead", 6);
        table.row("orders", "1,024,000", "3").row("q");
        assertEquals("""
                queue       ready    dead
                orders  1,024,000       3
                q
                """, text(table, 80));
    }

    @Test
    void headingMayHaveSeveralLinesOrNone() {
        assertEquals("""
                    pack-
                      ets
                tcp     1
                """, text(new Table(1).left("", 0).right("pack-\nets", 0).row("tcp", "1"), 80));
        assertEquals("tcp\n", text(new Table(1).left("", 0).row("tcp"), 80));
    }

    @Test
    void cellMayHaveSeveralLines() {
        assertEquals("""
                loss  -4   1
                      ~12
                cut   ok   2
                """,
                text(new Table(1).left("", 5).left("", 0).right("", 2).row("loss", "-4\n~12", "1").row("cut",
                        "ok", "2"), 80));
    }

    @Test
    void lineAcrossTheTableDoesNotMakeItWider() {
        Table table = new Table(1).left("", 0).left("", 0).row("a", "b").line("a line across the table");
        assertEquals("a b\na line across the table\n", text(table, 80));
        assertEquals(3, table.width());
    }

    @Test
    void wordsAreWrappedWhereTheTableIsTooWide() {
        Table table = new Table(1).left("", 0).words("predicted", 6).words("measured", 6).row("loss",
                "udp tcp queue rooms", "udp");
        assertEquals("     predicted           measured\nloss udp tcp queue rooms udp\n", text(table, 80));
        assertEquals("""
                     predicted  measured
                loss udp tcp    udp
                     queue
                     rooms
                """, text(table, 24));
    }

    @Test
    void wideCharactersTakeTwoColumnsAndColoursNone() {
        assertEquals("""
                你好 1
                \u001b[31mred\u001b[0m  1
                e\u0301    1
                """,
                text(new Table(1).left("", 0).right("", 0).row("你好", "1").row("\u001b[31mred\u001b[0m", "1")
                        .row("e\u0301", "1"), 80));
    }

    @Test
    void columnsThatDoNotFitAreCounted() {
        Table table = new Table(1).left("queue", 0).right("ready", 0).right("dead", 0).row("orders", "1",
                "2");
        assertEquals(17, table.width());
        assertEquals(3, table.columnsWithin(17));
        assertEquals(2, table.columnsWithin(16));
        assertEquals(1, table.columnsWithin(1));
        assertEquals(List.of("queue  ready", "orders     1"), table.firstColumns(2).lines(80));
    }

    @Test
    void paddedRowsAreCellsOfAnotherTable() {
        Table inner = new Table(1).left("", 0).right("", 0).row("ok", "1ms").row("-4\n~12", "300ms");
        assertEquals(List.of(List.of("ok    1ms"), List.of("-4  300ms", "~12      ")), inner.padded());
    }
}
