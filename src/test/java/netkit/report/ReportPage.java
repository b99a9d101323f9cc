package netkit.report;

import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;

import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import netkit.compare.Cell;
import netkit.compare.Experiment;

/** A report parsed as XML, which it is apart from the contents of its scripts and its style sheet. */
final class ReportPage {
    private static final Pattern INSIDES = Pattern.compile("(<(style|script)[^>]*>).*?(</\\2>)",
            Pattern.DOTALL);
    private static final Pattern DATA = Pattern.compile(
            "<script type=\"application/json\" id=\"data\">(.*?)</script>",
            Pattern.DOTALL);

    private final Document document;
    private final JsonObject data;

    private ReportPage(Document document, JsonObject data) {
        this.document = document;
        this.data = data;
    }

    static ComparedRun run(Experiment experiment, List<Cell> cells, Optional<Prediction> prediction) {
        return new ComparedRun(experiment, "on made-up cells", cells, prediction,
                Instant.parse("2026-03-01T10:00:00Z"),
                Duration.ofMillis(21_300), "netkit compare --seed " + experiment.seed());
    }

    static ReportPage of(ComparedRun run) throws Exception {
        String html = CompareReport.html(run);
        Matcher json = DATA.matcher(html);
        if (!json.find()) {
            throw new AssertionError("the report has no data");
        }
        String xml = INSIDES.matcher(html).replaceAll("$1$3")
                .replaceFirst("<!DOCTYPE html>", "");
        return new ReportPage(DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(xml))),
                JsonParser.parseString(json.group(1)).getAsJsonObject());
    }

    /** Returns the texts of all nodes that the XPath finds. */
    List<String> texts(String path) throws XPathExpressionException {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, document,
                XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    /** Returns the text of the only node that the XPath finds. */
    String text(String path) throws XPathExpressionException {
        List<String> texts = texts(path);
        if (texts.size() != 1) {
            throw new AssertionError(texts.size() + " nodes at " + path + ": " + texts);
        }
        return texts.getFirst();
    }

    /** Returns the data of a cell. */
    JsonObject cell(String id) {
        return data.getAsJsonArray("cells").asList().stream().map(JsonElement::getAsJsonObject)
                .filter(cell -> cell.get("id").getAsString().equals(id)).findFirst().orElseThrow();
    }

    /** Returns the data of all cells. */
    List<JsonObject> cells() {
        return data.getAsJsonArray("cells").asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    /** Returns how many marks of a cell have this outcome. */
    long marks(String id, ReportOutcome outcome) {
        return expandRuns(cell(id).get("marks").getAsString()).stream().filter(outcome.letter()::equals)
                .count();
    }

    /** Splits a text into words and expands runs: {@code 5*20} stands for twenty fives. */
    static List<String> expandRuns(String text) {
        List<String> words = new ArrayList<>();
        for (String word : text.split(" ")) {
            String[] parts = word.split("\\*");
            words.addAll(Collections.nCopies(parts.length == 1 ? 1 : Integer.parseInt(parts[1]), parts[0]));
        }
        return words;
    }
}
