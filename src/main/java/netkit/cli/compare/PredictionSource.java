package netkit.cli.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

import picocli.CommandLine.Model.CommandSpec;

import netkit.cli.option.InputFile;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Terminals;
import netkit.compare.Experiment;
import netkit.net.PrintableText;
import netkit.report.Json;
import netkit.report.Prediction;
import netkit.report.OutputFile;

/** The source of a prediction: its file if that exists, else a dialogue on the terminal, whose answers are saved there. */
final class PredictionSource {
    private final Path file;

    PredictionSource(Path file) {
        this.file = file;
    }

    /**
     * @throws picocli.CommandLine.ParameterException if there is neither a file nor a terminal
     * @throws IOException if the file cannot be read, or cannot be written
     */
    void check(CommandSpec spec) throws IOException {
        Usage.check(spec, Files.exists(file) || Terminals.interactive(),
                "--predict requires a terminal, or a prediction in '" + file + "'");
        if (Files.exists(file)) {
            read();
        } else {
            OutputFile.requireFile(file);
        }
    }

    Prediction prediction(CommandSpec spec, Experiment experiment) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        if (Files.exists(file)) {
            Prediction prediction = read();
            Style.of(spec)
                    .wrap("", "using the prediction of " + String.join(", ", prediction.byScenario().keySet())
                            + " in '" + file + "'; delete the file to be asked again")
                    .stream()
                    .map(PrintableText::escapeControls).forEach(err::println);
            err.flush();
            return prediction;
        }
        Prediction prediction = PredictionDialogue.ask(experiment,
                Comparison.typed(spec),
                new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
                spec.commandLine().getOut(), Style.of(spec));
        write(prediction);
        return prediction;
    }

    /** @throws IOException with one line, if the file cannot be read or is not a prediction */
    Prediction read() throws IOException {
        String text = InputFile.text(file, "'netkit compare --predict' writes one");
        try {
            return PredictionFile.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + file + "' cannot be used: " + e.getMessage(), e);
        }
    }

    void write(Prediction prediction) throws IOException {
        OutputFile.write(file, writer -> writer.write(Json.text(PredictionFile.of(prediction)) + "\n"));
    }
}
