package netkit.cli.terminal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.regex.Pattern;

import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.BlockQuote;
import org.commonmark.node.BulletList;
import org.commonmark.node.Code;
import org.commonmark.node.Emphasis;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Image;
import org.commonmark.node.IndentedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.node.ListBlock;
import org.commonmark.node.Node;
import org.commonmark.node.OrderedList;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.StrongEmphasis;
import org.commonmark.node.Text;
import org.commonmark.node.ThematicBreak;
import org.commonmark.parser.Parser;

import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

import netkit.net.PrintableText;

/** Markdown (CommonMark, with tables) laid out as lines for a terminal. */
public final class MarkdownText {
    private static final Parser PARSER = Parser.builder().extensions(List.of(TablesExtension.create()))
            .build();
    private static final String CODE_INDENT = "  ";
    private static final String PROMPT = "$ ";
    private static final String CONTINUED = " \\";

    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private MarkdownText(Ansi ansi) {
        this.ansi = ansi;
    }

    /**
     * Returns the lines of a text.
     *
     * @param width columns of the terminal
     */
    public static List<String> lines(String markdown, int width, Ansi ansi) {
        MarkdownText text = new MarkdownText(ansi);
        text.blocks(PARSER.parse(markdown), "", "", width);
        return List.copyOf(text.lines);
    }

    /** Adds the blocks of a node, with an empty line between two. The first line begins with its own prefix. */
    private void blocks(Node parent, String firstPrefix, String prefix, int width) {
        String next = firstPrefix;
        for (Node block = parent.getFirstChild(); block != null; block = block.getNext()) {
            if (block != parent.getFirstChild() && !isTight(parent)) {
                lines.add(prefix.stripTrailing());
            }
            block(block, next, prefix, width);
            next = prefix;
        }
    }

    private static boolean isTight(Node parent) {
        return parent.getParent() instanceof ListBlock list && list.isTight();
    }

    private void block(Node block, String firstPrefix, String prefix, int width) {
        switch (block) {
            case Heading heading -> wrap(styled(inline(heading), heading.getLevel() == 1 ? List.of(Style.bold,
                    Style.underline) : List.of(Style.bold)), firstPrefix, prefix, width);
            case FencedCodeBlock code ->
                code(safe(caption(code.getInfo())), code.getLiteral(), firstPrefix, prefix, width);
            case IndentedCodeBlock code -> code("", code.getLiteral(), firstPrefix, prefix, width);
            case BlockQuote quote -> blocks(quote, firstPrefix + "| ", prefix + "| ", width);
            case ListBlock list -> list(list, firstPrefix, prefix, width);
            case TableBlock table -> table(table, prefix, width);
            case ThematicBreak _ -> lines.add(firstPrefix + "-".repeat(Math.max(0, width - prefix.length())));
            case HtmlBlock html -> html.getLiteral().lines().forEach(line -> lines.add(prefix + safe(line)));
            default -> wrap(inline(block), firstPrefix, prefix, width);
        }
    }

    private void list(ListBlock list, String firstPrefix, String prefix, int width) {
        int number = list instanceof OrderedList ordered ? ordered.getMarkerStartNumber() : 0;
        String next = firstPrefix;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            if (!list.isTight() && item != list.getFirstChild()) {
                lines.add(prefix.stripTrailing());
            }
            String marker = list instanceof BulletList ? "- " : number++ + ". ";
            blocks(item, next + marker, prefix + " ".repeat(marker.length()), width);
            next = prefix;
        }
    }

    private void table(TableBlock block, String prefix, int width) {
        Table table = new Table(2);
        for (Node part = block.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                List<String> cells = cells((TableRow) row);
                if (row == block.getFirstChild().getFirstChild()) {
                    cells.forEach(heading -> table.words(heading, Math.max(8, heading.length())));
                } else {
                    table.row(cells);
                }
            }
        }
        table.lines(width - prefix.length()).forEach(line -> lines.add(prefix + line));
    }

    private List<String> cells(TableRow row) {
        List<String> cells = new ArrayList<>();
        for (Node cell = row.getFirstChild(); cell instanceof TableCell; cell = cell.getNext()) {
            cells.add(inline(cell));
        }
        return cells;
    }

    /** A lesson's blocks of code name the terminal in which something is typed or printed. */
    private static String caption(String info) {
        String[] words = info.split(" ");
        return words.length < 2 ? "" : switch (words[0]) {
            case "console" -> "Terminal " + words[1] + ":";
            case "input" -> "Type in terminal " + words[1] + ":";
            case "output" -> "Terminal " + words[1] + " prints:";
            default -> "";
        };
    }

    /** Whether the text above ends with the terminal's name already: {@code … In terminal 1:}. */
    private boolean isAnnounced(String caption) {
        StringBuilder above = new StringBuilder();
        for (int i = lines.size() - 1; i >= 0 && above.length() < caption.length(); i--) {
            above.insert(0, lines.get(i).strip() + " ");
        }
        String name = caption.replaceFirst("^Type in ", "").toLowerCase(Locale.ROOT);
        return above.toString().strip().toLowerCase(Locale.ROOT)
                .matches("(?s)(.*\\s)?" + Pattern.quote(name));
    }

    private void code(String caption, String literal, String firstPrefix, String prefix, int width) {
        String indent = firstPrefix;
        if (!caption.isEmpty() && !isAnnounced(caption)) {
            lines.add(firstPrefix + styled(caption, List.of(Style.faint)));
            indent = prefix;
        }
        for (String line : literal.lines().toList()) {
            for (String part : codeLine(safe(line), width - prefix.length() - CODE_INDENT.length())) {
                lines.add(part.isEmpty() ? prefix.stripTrailing()
                        : indent + CODE_INDENT + styled(part, List.of(Style.fg_cyan)));
                indent = prefix;
            }
        }
    }

    /** A command that is too long goes on in the next line as in a shell, so that it can be copied. */
    private static List<String> codeLine(String line, int width) {
        if (!line.startsWith(PROMPT) || Paragraph.width(line) <= width) {
            return Paragraph.fit(line, width);
        }
        List<String> parts = Paragraph.fit(line, width - CONTINUED.length());
        return IntStream.range(0, parts.size())
                .mapToObj(i -> parts.get(i) + (i < parts.size() - 1 ? CONTINUED : "")).toList();
    }

    private void wrap(String text, String firstPrefix, String prefix, int width) {
        for (String part : text.split("\n")) {
            List<String> wrapped = Paragraph.wrap(firstPrefix, part, width);
            lines.add(wrapped.getFirst());
            // Paragraph indents with blanks, where a quotation needs its mark again
            wrapped.stream().skip(1)
                    .forEach(line -> lines.add(prefix + line.substring(firstPrefix.length())));
        }
    }

    private String inline(Node parent) {
        StringBuilder text = new StringBuilder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            text.append(switch (node) {
                case Text plain -> safe(plain.getLiteral());
                case Code code -> styled(safe(code.getLiteral()), List.of(Style.fg_cyan));
                case StrongEmphasis strong -> styled(inline(strong), List.of(Style.bold));
                case Emphasis emphasis -> styled(inline(emphasis), List.of(Style.italic));
                case Link link -> link(link);
                case Image image -> "(picture: " + inline(image) + ")";
                case SoftLineBreak _ -> " ";
                case HardLineBreak _ -> "\n";
                case HtmlInline html -> safe(html.getLiteral());
                default -> inline(node);
            });
        }
        return text.toString();
    }

    /** An address in the network is printed; a file beside the text would not be found. */
    private String link(Link link) {
        String text = inline(link);
        boolean isAddress = link.getDestination().contains("://") && !link.getDestination().equals(text);
        return isAddress ? text + " (" + safe(link.getDestination()) + ")" : text;
    }

    /** A page may be someone else's, and {@code &#27;} becomes a control character only when it is parsed. */
    private static String safe(String text) {
        return PrintableText.escapeControls(text);
    }

    private String styled(String text, List<IStyle> styles) {
        // picocli's code for the end of bold is another style on some terminals
        return ansi.enabled() ? Style.on(styles.toArray(IStyle[]::new)) + text + Style.reset.on() : text;
    }
}
