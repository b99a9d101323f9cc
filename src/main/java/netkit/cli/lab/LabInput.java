package netkit.cli.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

import netkit.lab.script.LabGrammar;
import netkit.lab.script.LabLine;
import netkit.lab.script.LabProgram;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.script.LabSyntaxException;

/** The reader of the lines typed or piped into the lab: passes each to the run, or reports why it is invalid. */
final class LabInput {
    private final LabGrammar grammar;
    private final LabRun run;
    private final LabScreen screen;
    private int number;
    private volatile boolean allParsed = true;

    LabInput(List<String> hosts, LabRun run, LabScreen screen) {
        this.grammar = new LabGrammar(hosts);
        this.run = run;
        this.screen = screen;
    }

    /** Reads all lines up to the end of the stream. */
    void readAll(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                take(line);
            }
        } catch (IOException e) {
            screen.failed("cannot read standard input: " + e.getMessage());
            allParsed = false;
        }
        run.complete();
    }

    void take(String line) {
        number++;
        switch (line.strip()) {
            case "help", "/help", "?" -> screen.help();
            case "quit", "/quit", "exit" -> run.offer(new LabLine(number, line, new LabStep.End()));
            default -> {
                try {
                    grammar.parse(line).ifPresent(step -> run.offer(new LabLine(number, line.strip(), step)));
                } catch (LabSyntaxException e) {
                    screen.failed(e.getMessage());
                    allParsed = false;
                }
            }
        }
    }

    /** Whether every line was valid, no step failed, and every program ended with exit code 0 or was stopped. */
    boolean allSucceeded() {
        return allParsed && !screen.hasFailed() && screen.programs().stream().allMatch(LabProgram::succeeded);
    }
}
