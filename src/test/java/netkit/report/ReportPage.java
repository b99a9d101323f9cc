package netkit.report;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import netkit.compare.Cell;
import netkit.compare.Experiment;

/** A report as a tree: what it writes is XML too, but for the insides of its script and its style sheet. */
final class ReportPage {
    private static final Pattern INSIDES = Pattern.compile("(<(style|script)[^>]*>).*?(</\\2>)",
            Pattern.DOTALL);
    /** Each corner of a path is a mark. */
    private static final Pattern CORNER = Pattern.compile("[Mhvl]");
    private static final Pattern DOT = Pattern.compile("h0");

    private final Document document;

    private ReportPage(Document document) {
        this.document = document;
    }

    static ComparedRun run(Experiment experiment, List<Cell> cells, Optional<Prediction> prediction) {
        return new ComparedRun(experiment, "on made-up cells", cells, prediction,
                Instant.parse("2026-03-01T10:00:00Z"),
                Duration.ofMillis(21_300), "netkit compare --seed " + experiment.seed());
    }

    static ReportPage of(ComparedRun run) throws Exception {
        String xml = INSIDES.matcher(CompareReport.html(run)).replaceAll("$1$3")
                .replaceFirst("<!DOCTYPE html>", "");
        return new ReportPage(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml))));
    }

    /** The texts of all nodes that the XPath finds. */
    List<String> texts(String path) throws XPathExpressionException {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document,
                XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    /** The text of the one node that the XPath finds. */
    String text(String path) throws XPathExpressionException {
        List<String> texts = texts(path);
        if (texts.size() != 1) {
            throw new AssertionError(texts.size() + " nodes at " + path + ": " + texts);
        }
        return texts.getFirst();
    }

    /** How many marks of a kind the strip of a cell has. */
    int marks(String cell, String style) throws XPathExpressionException {
        String strip = "//section[@id='" + cell + "']//div[contains(@class, 'strip')]";
        String marks = strip + "//g[@class='mark " + style + "']";
        int count = texts(marks + "/use").size() * Integer.parseInt(text(strip + "/@data-per-row"));
        for (String path : texts(marks + "/path/@d")) {
            count += style.equals(ReportOutcome.IN_ORDER.style()) ? (int) DOT.matcher(path).results().count()
                    : marks(path);
        }
        return count;
    }

    /** How many marks there are in a path of shapes. */
    static int marks(String path) {
        return (int) CORNER.matcher(path).results().count();
    }
}
