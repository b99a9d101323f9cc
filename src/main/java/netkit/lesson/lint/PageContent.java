package netkit.lesson.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Link;
import org.commonmark.parser.Parser;

/**
 * What a translated page has in common with the English one.
 *
 * @param blocks fenced blocks of code, in the order of the page
 * @param code what stands in the text as code, such as commands
 * @param links where links lead to
 */
record PageContent(List<Block> blocks, Set<String> code, Set<String> links) {
    /**
     * A block of code.
     *
     * @param kind such as {@code console 1}
     */
    record Block(String kind, String content) {}

    static PageContent of(String markdown) {
        PageContent page = new PageContent(new ArrayList<>(), new TreeSet<>(), new TreeSet<>());
        Parser.builder().build().parse(markdown).accept(new AbstractVisitor() {
            @Override
            public void visit(FencedCodeBlock block) {
                page.blocks.add(new Block(block.getInfo(), block.getLiteral()));
            }

            @Override
            public void visit(Code code) {
                page.code.add(code.getLiteral().replaceAll("\\s+", " "));
            }

            @Override
            public void visit(Link link) {
                page.links.add(link.getDestination());
                visitChildren(link);
            }
        });
        return page;
    }
}
