package netkit.cli.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import picocli.CommandLine.Help.Ansi;

import netkit.compare.Experiment;
import netkit.compare.SyntheticCells;
import netkit.compare.link.Transport;
import netkit.compare.scenario.Scenario;
import netkit.report.ComparedRun;
import netkit.report.Prediction;
import netkit.report.Prediction.Answer;
import netkit.report.Prediction.Question;

class PredictionTest {
    private static final Experiment EXPERIMENT = SyntheticCells.experiment(SyntheticCells.WORKLOAD,
            List.of("loss", "cut"), SyntheticCells.TRANSPORTS);

    private final StringWriter said = new StringWriter();

    private Prediction ask(String typed) throws IOException {
        return PredictionDialogue.ask(EXPERIMENT, List.of("compare", "--predict"),
                new BufferedReader(new StringReader(typed)), new PrintWriter(said), CompareTableTest.STYLE);
    }

    private static Set<Transport> answer(Prediction prediction, String scenario, Question question) {
        return prediction.byScenario().get(scenario).get(question);
    }

    @Test
    void eachQuestionIsAskedOfEachScenario() throws IOException {
        Prediction prediction = ask("udp\nnone\nnone\nTCP\nudp, tcp\nnone\nall\nnone\n");
        assertEquals(Set.of(Transport.UDP), answer(prediction, "loss", Question.LOST));
        assertEquals(Set.of(), answer(prediction, "loss", Question.DUPLICATED));
        assertEquals(Set.of(Transport.TCP), answer(prediction, "loss", Question.SLOWEST));
        assertEquals(Set.of(Transport.UDP, Transport.TCP), answer(prediction, "cut", Question.LOST));
        assertEquals(Set.of(Transport.UDP, Transport.TCP),
                answer(prediction, "cut", Question.OUT_OF_ORDER));
        assertEquals(2, said.toString().split("which will lose messages\\?", -1).length - 1, said.toString());
    }

    @Test
    void unknownNameIsAskedForAgain() throws IOException {
        Prediction prediction = ask(
                "udp carrier-pigeon\nudp\nnone\nnone\ntcp udp\ntcp\nnone\nnone\nnone\nnone\n");
        assertEquals(Set.of(Transport.UDP), answer(prediction, "loss", Question.LOST));
        assertEquals(Set.of(Transport.TCP), answer(prediction, "loss", Question.SLOWEST));
        assertTrue(said.toString().contains("  'carrier-pigeon' is not one of these: tcp udp\n"),
                said.toString());
        assertTrue(said.toString().contains("  enter one name, or 'none' if none stands out\n"),
                said.toString());
    }

    @Test
    void enterAloneIsNoAnswer() throws IOException {
        Prediction prediction = ask("\nudp\n \nnone\nNONE\ntcp\nnone\nnone\nnone\nnone\n");
        assertEquals(Set.of(Transport.UDP), answer(prediction, "loss", Question.LOST));
        assertEquals(Set.of(), answer(prediction, "loss", Question.DUPLICATED));
        assertEquals(2, said.toString().split("enter 'none' if you expect it of none of them", -1).length - 1,
                said.toString());
    }

    @Test
    void backCorrectsTheAnswerBeforeEvenThatOfTheLastScenario() throws IOException {
        Prediction prediction = ask(
                "back\ntcp\nback\nudp\nnone\nnone\nudp\nback\ntcp\nnone\nnone\nnone\nnone\n");
        assertTrue(said.toString().contains("  this is the first question\n"), said.toString());
        assertEquals(Set.of(Transport.UDP), answer(prediction, "loss", Question.LOST));
        assertEquals(Set.of(Transport.TCP), answer(prediction, "loss", Question.SLOWEST));
        assertEquals(Set.of(), answer(prediction, "cut", Question.LOST));
        assertTrue(said.toString().contains("\ncut: "), said.toString());
        assertEquals(3, said.toString().split("\nloss: ", -1).length, "named again after the step back");
    }

    @Test
    void introductionExplainsP99InEightyColumns() throws IOException {
        PredictionDialogue.ask(EXPERIMENT, List.of(),
                new BufferedReader(new StringReader("none\n".repeat(8))),
                new PrintWriter(said), new Style(80, Ansi.OFF));
        assertTrue(
                said.toString().contains("p99 is the time within which 99 of 100 messages were delivered."),
                said.toString());
        said.toString().lines().filter(line -> !line.startsWith("  ")) // the questions
                .forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void transportOutsideTheExperimentIsRejected() throws IOException {
        ask("queue\nnone\nnone\nnone\nnone\nnone\nnone\nnone\nnone\n");
        assertTrue(said.toString().contains("'queue' is not one of these: tcp udp"), said.toString());
    }

    @Test
    void incompletePredictionIsRejected() {
        String message = assertThrows(IOException.class, () -> ask("udp\n")).getMessage();
        assertEquals("the prediction is not complete: the input ended at 'which will deliver duplicates?'",
                message);
    }

    @Test
    void predictionIsReadBackFromItsFile(@TempDir Path folder) throws IOException {
        Prediction prediction = ask("udp\nnone\nnone\ntcp\nudp tcp\nnone\nnone\nnone\n");
        PredictionSource source = new PredictionSource(folder.resolve("mine.json"));
        source.write(prediction);
        assertEquals(prediction, source.read());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "no JSON | it is not a prediction written by netkit", "[] | it is not a prediction written by netkit",
        "{} | it is not a prediction: it has no 'schema'",
        "{'schema':1} | it is not a prediction: it has no 'seed'",
        "{'schema':2,'seed':1,'scenarios':{}} | its 'schema' is not 1",
        "{'schema':1,'seed':1,'scenarios':{'loss':{}}} | it has no 'lost' for scenario 'loss'",
        "{'schema':1,'seed':1,'scenarios':{'loss':{'lost':[null]}}} | it has no 'lost' for scenario 'loss'",
        "{'schema':1,'seed':1,'scenarios':{'loss':{'lost':['sctp']}}} | 'sctp' is not a transport",
        "{'schema':1,'seed':1,'scenarios':{'loss':{'lost':'udp'}}} | it is not a prediction written by"})
    void fileThatIsNotAPredictionIsReportedInOneLine(String text, String complaint, @TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("p.json"), text.strip().replace('\'', '"'));
        String message = assertThrows(IOException.class, () -> new PredictionSource(file).read())
                .getMessage();
        assertTrue(message.startsWith("'" + file + "' cannot be used: " + complaint), message);
        assertEquals(1, message.lines().count(), message);
    }

    private static ComparedRun run(Prediction prediction) {
        return new ComparedRun(EXPERIMENT, "", SyntheticCells.cells(EXPERIMENT), Optional.of(prediction),
                Instant.EPOCH, Duration.ZERO, "netkit compare");
    }

    @Test
    void predictedAndMeasuredAnswersAreBesideEachOther() throws IOException {
        List<String> lines = PredictionTable.lines(run(ask("udp\nnone\nnone\ntcp\ntcp\nnone\nnone\nudp\n")),
                CompareTableTest.STYLE);
        String text = String.join("\n", lines);
        // in cut UDP loses, not TCP; and TCP is the slowest of the two in both
        assertEquals("6 of 8 answers in the prediction are right.", lines.getFirst(), text);
        assertTrue(text.replaceAll(" +", " ").contains("\ncut WRONG lost tcp udp\n"), text);
        assertTrue(text.replaceAll(" +", " ").contains("\nloss right lost udp udp\n"), text);
        PredictionTable
                .lines(run(ask("udp\nnone\nnone\ntcp\ntcp\nnone\nnone\nudp\n")), new Style(80, Ansi.OFF))
                .forEach(line -> assertTrue(line.length() <= 80, line));
    }

    @Test
    void transportThatWasNotRunDoesNotCount() throws IOException {
        Prediction prediction = ask("udp\nnone\nnone\ntcp\ntcp\nnone\nnone\nudp\n");
        Scenario loss = EXPERIMENT.scenarios().getFirst();
        List<Answer> answers = prediction.answers(loss, List.of(
                SyntheticCells.cell(loss, Transport.TCP, 1, SyntheticCells.WORKLOAD, SyntheticCells.SEED)));
        assertEquals(Set.of(), answers.getFirst().predicted(), "UDP was not tried");
        assertTrue(answers.getFirst().isRight());
        assertEquals(List.of(), prediction.answers(loss, List.of()));
    }

    @Test
    void noTransportIsTheSlowestIfAllAreEquallySlow() throws IOException {
        Experiment clean = SyntheticCells.experiment(SyntheticCells.WORKLOAD, List.of("clean"),
                SyntheticCells.TRANSPORTS);
        List<Answer> none = slowest(clean, "none\nnone\nnone\nnone\n");
        assertTrue(none.getLast().isRight(), none.toString());
        assertTrue(slowest(clean, "none\nnone\nnone\nudp\n").getLast().isRight(), "as slow as TCP");
        Experiment loss = SyntheticCells.experiment(SyntheticCells.WORKLOAD, List.of("loss"),
                SyntheticCells.TRANSPORTS);
        assertFalse(slowest(loss, "udp\nnone\nnone\nnone\n").getLast().isRight(), "TCP stands out");
        assertFalse(slowest(loss, "udp\nnone\nnone\nudp\n").getLast().isRight());
    }

    @Test
    void toleranceIsExplainedIfSeveralAreEquallySlow() throws IOException {
        List<String> lines = PredictionTable
                .lines(run(ask("none\nnone\nnone\nnone\nnone\nnone\nnone\nnone\n")), CompareTableTest.STYLE);
        assertFalse(String.join(" ", lines).contains(Prediction.EQUALLY_SLOW), "TCP stands out");
        Experiment clean = SyntheticCells.experiment(SyntheticCells.WORKLOAD, List.of("clean"),
                SyntheticCells.TRANSPORTS);
        Prediction prediction = PredictionDialogue.ask(clean, List.of(),
                new BufferedReader(new StringReader("none\nnone\nnone\nnone\n")), new PrintWriter(said),
                CompareTableTest.STYLE);
        lines = PredictionTable.lines(new ComparedRun(clean, "", SyntheticCells.cells(clean),
                Optional.of(prediction), Instant.EPOCH, Duration.ZERO, "netkit compare"),
                CompareTableTest.STYLE);
        assertTrue(String.join(" ", lines).endsWith(Prediction.EQUALLY_SLOW), lines.toString());
    }

    private List<Answer> slowest(Experiment experiment, String typed) throws IOException {
        Prediction prediction = PredictionDialogue.ask(experiment, List.of(),
                new BufferedReader(new StringReader(typed)), new PrintWriter(said), CompareTableTest.STYLE);
        ComparedRun run = new ComparedRun(experiment, "", SyntheticCells.cells(experiment),
                Optional.of(prediction), Instant.EPOCH, Duration.ZERO, "netkit compare");
        return PredictionTable.answers(run, prediction);
    }
}
