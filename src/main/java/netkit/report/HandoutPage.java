package netkit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.LessonText;
import netkit.lesson.Question;

/**
 * A lesson as one HTML file to print: in front a sheet for the predictions, since the text tells what happens; then the text.
 * Needs no network and no script.
 */
public final class HandoutPage {
    private static final int LINES_FOR_WORDS = 4;
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
    private static final HtmlRenderer RENDERER = HtmlRenderer.builder().extensions(EXTENSIONS)
            .escapeHtml(true).sanitizeUrls(true).build();

    private final ReportMarkup page = new ReportMarkup();

    private HandoutPage() {}

    /** @throws IOException with one line that says which file cannot be written, or read */
    public static void write(Path file, LessonFolder folder) throws IOException {
        String html = html(folder);
        OutputFile.write(file, writer -> writer.write(html));
    }

    /** Writes the page for teachers, which has the answers. */
    public static void writeForTeacher(Path file, LessonFolder folder) throws IOException {
        String html = forTeacher(folder);
        OutputFile.write(file, writer -> writer.write(html));
    }

    static String html(LessonFolder folder) throws IOException {
        Lesson lesson = folder.lesson();
        LessonText text = folder.lessonText();
        HandoutPage handout = new HandoutPage();
        handout.begin(folder.language(), lesson.number() + " · " + text.title());
        if (!lesson.questions().isEmpty()) {
            handout.predictions(lesson, text);
        }
        handout.page.open("main").element("h1", lesson.number() + " · " + text.title());
        handout.markdown(text.introduction());
        for (LessonText.Step step : text.steps()) {
            handout.markdown(step.markdown());
        }
        return handout.end();
    }

    static String forTeacher(LessonFolder folder) throws IOException {
        Lesson lesson = folder.lesson();
        HandoutPage handout = new HandoutPage();
        handout.begin(folder.language(), lesson.number() + " · " + lesson.title() + ", for teachers");
        handout.page.open("main");
        handout.markdown(folder.page(LessonFolder.TEACHER));
        return handout.end();
    }

    private void begin(String language, String title) throws IOException {
        page.own("<!DOCTYPE html>\n").open("html", "lang", language).open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content",
                "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
        page.empty("link", "rel", "icon", "href", "data:,");
        page.element("title", "netkit: " + title);
        page.open("style").own(WebModules.text("/netkit/web/netkit.css")
                + WebModules.text("/netkit/web/handout.css")).close();
        page.close().open("body").line();
    }

    private String end() {
        page.close().close().close().line();
        return page.toString();
    }

    /** The sheet in front. */
    private void predictions(Lesson lesson, LessonText text) {
        page.open("section", "class", "sheet");
        page.element("p", "Name: ", "class", "name");
        page.element("h1", lesson.number() + " · " + text.title() + ": what do you expect?");
        page.element("p",
                "Answer before you turn the page: it tells what happens. What you expected and did not see is"
                        + " what you learn here.");
        page.open("ol").line();
        for (Question question : lesson.questions()) {
            page.open("li").element("p", question.text());
            switch (question.type()) {
                case CHOICE -> {
                    page.open("ul", "class", "choices");
                    question.labels().forEach(choice -> page.element("li", choice));
                    page.close();
                }
                case NUMBER -> page.element("p", "I expect: ", "class", "number");
                case TEXT -> {
                    for (int i = 0; i < LINES_FOR_WORDS; i++) {
                        page.open("div", "class", "line").close();
                    }
                }
            }
            if (question.measure() != null) {
                page.element("p", "Measured: ", "class", "number");
            }
            page.close().line();
        }
        page.close().close().line();
    }

    private void markdown(String text) {
        Node document = PARSER.parse(text);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(Link link) {
                visitChildren(link);
                if (!link.getDestination().startsWith("https://")) {
                    replaceByText(link); // a page of netkit, which is not on the paper
                }
            }
        });
        page.own(RENDERER.render(document)).line();
    }

    private static void replaceByText(Link link) {
        Node child = link.getFirstChild();
        while (child != null) {
            Node next = child.getNext();
            link.insertBefore(child);
            child = next;
        }
        link.unlink();
    }
}
