package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A table for the terminal. Each column is as wide as its widest cell; a cell may have several lines, and colours.
 *
 * <pre>
 * queue     ready  unacked
 * orders    1,024        3
 * </pre>
 */
public final class Table {
    private enum Alignment {
        LEFT, RIGHT, WORDS
    }

    /** @param least how wide it is at least; for words, how narrow it may become */
    private record Column(String heading, Alignment alignment, int least) {}

    /** A row of cells, or a line across all columns. */
    private record Row(List<String> cells, boolean isAcross) {}

    private final String gap;
    private final List<Column> columns = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** @param gap blanks between two columns */
    public Table(int gap) {
        this.gap = " ".repeat(gap);
    }

    /**
     * Adds a column that is aligned to the left.
     *
     * @param heading of one line or several
     * @param least how wide it is at least
     */
    public Table left(String heading, int least) {
        columns.add(new Column(heading, Alignment.LEFT, least));
        return this;
    }

    /** Adds a column that is aligned to the right, for numbers. */
    public Table right(String heading, int least) {
        columns.add(new Column(heading, Alignment.RIGHT, least));
        return this;
    }

    /** Adds a column of words, which are wrapped if the table is too wide, but not below the least width. */
    public Table words(String heading, int least) {
        columns.add(new Column(heading, Alignment.WORDS, least));
        return this;
    }

    /** Adds a row; cells that are not given are empty. */
    public Table row(List<String> cells) {
        rows.add(new Row(List.copyOf(cells), false));
        return this;
    }

    public Table row(String... cells) {
        return row(Arrays.asList(cells));
    }

    /** Adds a line across all columns, which does not make them wider. */
    public Table line(String text) {
        rows.add(new Row(List.of(text), true));
        return this;
    }

    /** Returns the width in columns of the terminal if no words are wrapped. */
    public int width() {
        return width(naturalWidths());
    }

    /** Returns whether the table fits into the width, with its words wrapped where necessary. */
    public boolean fits(int width) {
        return width(widths(width)) <= width;
    }

    /** Returns how many of the columns, from the left, fit into the width; at least one. */
    public int columnsWithin(int width) {
        List<Integer> widths = naturalWidths();
        int fitting = widths.size();
        while (fitting > 1 && width(widths.subList(0, fitting)) > width) {
            fitting--;
        }
        return fitting;
    }

    /** Returns this table with as many of its columns, from the left. */
    public Table firstColumns(int count) {
        Table table = new Table(gap.length());
        table.columns.addAll(columns.subList(0, count));
        rows.forEach(row -> table.rows.add(row.isAcross ? row
                : new Row(row.cells.subList(0, Math.min(count, row.cells.size())), false)));
        return table;
    }

    /** Returns heading and rows; the heading is left out if all of it is empty. */
    public List<String> lines(int width) {
        List<Integer> widths = widths(width);
        Row heading = new Row(columns.stream().map(Column::heading).toList(), false);
        boolean hasHeading = heading.cells.stream().anyMatch(text -> !text.isBlank());
        return Stream.concat(hasHeading ? Stream.of(heading) : Stream.empty(), rows.stream())
                .flatMap(row -> lines(row, widths).stream()).toList();
    }

    /** Returns the rows without the heading, each with its lines padded to the width of the table. */
    public List<List<String>> padded() {
        List<Integer> widths = naturalWidths();
        return rows.stream().map(row -> lines(row, widths).stream()
                .map(line -> pad(line, width(widths), Alignment.LEFT)).toList()).toList();
    }

    private int width(List<Integer> widths) {
        return widths.stream().mapToInt(Integer::intValue).sum() + gap.length() * (widths.size() - 1);
    }

    private List<Integer> naturalWidths() {
        List<Integer> widths = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            int index = i;
            int widest = Stream
                    .concat(Stream.of(column.heading),
                            rows.stream().filter(row -> !row.isAcross).map(row -> cell(row, index)))
                    .flatMap(String::lines).mapToInt(Paragraph::width).max().orElse(0);
            widths.add(column.alignment == Alignment.WORDS ? widest : Math.max(column.least, widest));
        }
        return widths;
    }

    /** Takes what is too much from the widest column of words until all are at their least. */
    private List<Integer> widths(int width) {
        List<Integer> widths = naturalWidths();
        for (int tooMuch = width(widths) - width; tooMuch > 0; tooMuch--) {
            int widest = -1;
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                if (column.alignment == Alignment.WORDS && widths.get(i) > column.least
                        && (widest < 0 || widths.get(i) > widths.get(widest))) {
                    widest = i;
                }
            }
            if (widest < 0) {
                break;
            }
            widths.set(widest, widths.get(widest) - 1);
        }
        return widths;
    }

    private List<String> lines(Row row, List<Integer> widths) {
        if (row.isAcross) {
            return row.cells;
        }
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            int width = widths.get(i);
            Stream<String> lines = cell(row, i).lines();
            cells.add((columns.get(i).alignment == Alignment.WORDS
                    ? lines.flatMap(line -> Paragraph.wrap("", line, width).stream())
                    : lines).toList());
        }
        int height = Math.max(1, cells.stream().mapToInt(List::size).max().orElse(0));
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < height; i++) {
            List<String> parts = new ArrayList<>();
            for (int column = 0; column < cells.size(); column++) {
                String part = i < cells.get(column).size() ? cells.get(column).get(i) : "";
                parts.add(pad(part, widths.get(column), columns.get(column).alignment));
            }
            lines.add(String.join(gap, parts).stripTrailing());
        }
        return lines;
    }

    private static String cell(Row row, int column) {
        return column < row.cells.size() ? row.cells.get(column) : "";
    }

    private static String pad(String text, int width, Alignment alignment) {
        String blanks = " ".repeat(Math.max(0, width - Paragraph.width(text)));
        return alignment == Alignment.RIGHT ? blanks + text : text + blanks;
    }
}
