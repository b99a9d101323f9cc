package netkit.cli.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.io.InputStreamReader;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.StoppedException;
import netkit.cli.option.Usage;
import netkit.cli.terminal.StoppableWork;
import netkit.cli.terminal.Terminals;
import netkit.lab.script.ProgramCommand;
import netkit.lab.namespace.LabEntry;
import netkit.lab.script.LabFile;
import netkit.lab.script.LabGrammar;
import netkit.lab.script.LabLine;
import netkit.lab.script.LabPlan;
import netkit.lab.script.LabRun;
import netkit.lab.script.LabStep;
import netkit.lab.script.LabSyntaxException;
import netkit.net.PrintableText;
import netkit.report.Json;

/** {@code netkit lab run}: runs an experiment in the lab from a file or from options, for lessons and scripts. */
@Command(name = "run", sortOptions = false, //
        description = {"Run an experiment in the lab, from a file or from options.", "",
            "It ends when all its programs have ended, except those that serve. The exit code is 0 if each of them ended"
                    + " with 0, 1 if not, 3 if this machine cannot run a lab.",
            ""})
final class LabRunCommand implements Callable<Integer> {
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "A .lab file, or the name of an experiment"
            + " that ships with netkit: loss, cut or queue.")
    String file;

    @Option(names = "--list", description = "List the experiments that ship with netkit.")
    boolean list;

    @Option(names = "--show",
            description = "Print the file instead of running it, as a template for your own.")
    boolean show;

    @Option(names = "--yes",
            description = "Run a file of your own without asking; it can run any program as you.")
    boolean yes;

    @Option(names = "--on", arity = "2", paramLabel = "HOST COMMAND", hideParamSyntax = true,
            description = "Run a program, in quotes, on a host; repeatable. It starts when the programs of --serve"
                    + " listen.")
    List<String> on = List.of();

    @Option(names = "--serve", arity = "2", paramLabel = "HOST COMMAND", hideParamSyntax = true,
            description = "Run a program on a host until the run ends; repeatable.")
    List<String> serve = List.of();

    @Mixin
    SharedLabOptions options;

    @Option(names = "--wire", paramLabel = "CHANGE",
            description = "Set faults of the wire from the start, such as \"loss 10%% delay 20ms\".")
    List<String> wire = List.of();

    @Option(names = "--at", paramLabel = "TIME CHANGE",
            description = "Do something later, such as \"2s cut\" or \"3s stop bob\"; the time counts from when the"
                    + " programs of --serve listen.")
    List<String> at = List.of();

    @Option(names = "--limit", paramLabel = "TIME",
            description = "Time limit; a run that exceeds it fails (default: the file's limit, else 1m).")
    Duration limit;

    @Option(names = "--capture", paramLabel = "PATH",
            description = "Record the packets of each host, for Wireshark: to HOST.pcapng in this directory, or to"
                    + " NAME-HOST.pcapng if PATH is NAME.pcapng.")
    Path capture;

    @Option(names = "--ladder", description = "Draw each packet as an arrow between the hosts.")
    boolean ladder;

    @Option(names = "--json", description = "Print the whole result as JSON at the end.")
    boolean json;

    @Spec
    void spec(CommandSpec itself) {
        spec = itself;
        spec.usageMessage().footerHeading("%nExamples:%n").footer(LabHelp.runFooter());
    }

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (list) {
            for (String name : LabExperiments.NAMES) {
                LabExperiments.Text text = LabExperiments.shipped(name);
                out.println("%-6s  %s".formatted(name,
                        LabFile.parse(text.name(), text.text()).title().orElse("")));
            }
            return ExitCode.DONE;
        }
        Usage.check(spec, file != null || !on.isEmpty(),
                "nothing to run: give a FILE, one of " + String.join(", ", LabExperiments.NAMES)
                        + ", or --on HOST COMMAND");
        if (show) {
            Usage.check(spec, file != null, "--show requires a FILE");
            out.print(PrintableText.escapeLines(LabExperiments.read(file).text(), false));
            out.flush();
            return ExitCode.DONE;
        }
        LabPlan plan = Usage.valid(spec, this::plan);
        options.options();
        if (!yes && !LabEntry.isInside() && file != null && !LabExperiments.NAMES.contains(file)) {
            confirm(plan);
        }
        return LabRelaunch.inside(spec, () -> run(plan));
    }

    /**
     * Shows the programs of a file and asks whether to run them: they have all of the user's rights.
     *
     * @throws picocli.CommandLine.ParameterException if the answer is not yes, or there is no terminal to ask on
     */
    private void confirm(LabPlan plan) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        err.println("'" + PrintableText.escapeControls(file) + "' runs these programs with your rights:");
        plan.lines().stream().flatMap(line -> line.step().program().stream())
                .forEach(start -> err.println("  "
                        + start.host() + ": " + PrintableText.escapeControls(start.command().toString())));
        Usage.check(spec, Terminals.interactive(), "to run them without being asked, add --yes");
        err.print("run them? (y/n) ");
        err.flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                .readLine();
        Usage.check(spec, answer != null && answer.strip().matches("(?i)y|yes"), "nothing was run");
    }

    private LabPlan plan() throws IOException {
        Usage.check(spec,
                file == null || on.isEmpty() && serve.isEmpty() && at.isEmpty() && options.hosts().isEmpty(),
                "--hosts, --on, --serve and --at cannot be combined with a FILE");
        Usage.check(spec, limit == null || !limit.isZero(), "--limit must be more than 0");
        LabPlan plan = file != null ? fromFile() : fromOptions();
        List<LabLine> lines = new ArrayList<>();
        if (capture != null) {
            lines.add(new LabLine(0, "--capture",
                    new LabStep.Display.Capture(Optional.of(capture.toString()))));
        }
        if (ladder) {
            lines.add(new LabLine(0, "--ladder", new LabStep.Display.Ladder(true)));
        }
        LabGrammar grammar = new LabGrammar(plan.hosts());
        for (String change : wire) {
            lines.add(line("--wire", change, grammar, "wire " + change));
        }
        lines.addAll(plan.lines());
        return new LabPlan(plan.title(), plan.hosts(),
                options.seed().isPresent() ? options.seed() : plan.seed(),
                limit != null ? limit : plan.limit(), lines);
    }

    private LabPlan fromFile() throws IOException {
        LabExperiments.Text text = LabExperiments.read(file);
        return LabFile.parse(text.name(), text.text());
    }

    private LabPlan fromOptions() {
        List<String> names = LabGrammar.checkedHosts(
                options.hosts().isEmpty() ? LabPlan.DEFAULT_HOSTS : options.hosts());
        LabGrammar grammar = new LabGrammar(names);
        List<LabLine> lines = new ArrayList<>();
        for (int i = 0; i < serve.size(); i += 2) {
            String host = serve.get(i);
            lines.add(program("--serve", host, serve.get(i + 1), true, names));
            lines.add(new LabLine(0, "--serve " + host,
                    new LabStep.Wait.UntilListening(host, OptionalInt.empty())));
        }
        for (String later : at) {
            lines.add(later(later, grammar));
        }
        for (int i = 0; i < on.size(); i += 2) {
            lines.add(program("--on", on.get(i), on.get(i + 1), false, names));
        }
        return new LabPlan(Optional.empty(), names, OptionalLong.empty(), LabPlan.DEFAULT_LIMIT, lines);
    }

    private static LabLine program(String option, String host, String command, boolean serves,
            List<String> hosts) {
        String text = option + " " + host + " '" + command + "'";
        if (!hosts.contains(host)) {
            throw new IllegalArgumentException(text + ": there is no host '" + host + "': the hosts are "
                    + String.join(", ", hosts));
        }
        try {
            return new LabLine(0, text, new LabStep.Start(host, ProgramCommand.parse(command), serves));
        } catch (LabSyntaxException e) {
            throw new IllegalArgumentException(text + ": " + e.getMessage());
        }
    }

    /** Parses {@code 2s cut} as a change of the wire, and anything else as a step. */
    private static LabLine later(String later, LabGrammar grammar) {
        String[] words = later.strip().split("\\s+", 2);
        if (words.length == 2) {
            try {
                return line("--at", later, grammar, "at " + words[0] + " wire " + words[1]);
            } catch (IllegalArgumentException _) {
                // not a change of the wire
            }
        }
        return line("--at", later, grammar, "at " + later);
    }

    private static LabLine line(String option, String value, LabGrammar grammar, String line) {
        try {
            return new LabLine(0, option + " '" + value + "'", grammar.parse(line)
                    .orElseThrow(() -> new IllegalArgumentException("it is empty")));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " '" + value + "': " + e.getMessage());
        }
    }

    private int run(LabPlan plan) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Ansi ansi = spec.commandLine().getColorScheme().ansi();
        try (LabSession session = LabSession.open(plan.hosts(), plan.seed(), options, ansi)) {
            LabScreen screen = json ? new LabScreen(session, _ -> {}, _ -> {}, ansi, LabScreen.Style.RUN)
                    : LabScreen.of(session, spec, LabScreen.Style.RUN);
            LabRunJson record = new LabRunJson(screen);
            screen.note(session.heading());
            plan.title().ifPresent(screen::say);
            LabRun.Ending ending = run(plan, session, record, screen);
            session.finish();
            Optional<String> failure = RunFailure.of(ending, record.programs(), plan.limit());
            if (json) {
                Json.print(out, record.result(session, ending, failure));
            } else {
                out.println();
                ProgramTable
                        .lines(record.programs(), Terminals.columnsOfOutput(Integer.MAX_VALUE))
                        .forEach(out::println);
                out.println();
                session.countLines().forEach(out::println);
            }
            if (failure.isPresent()) {
                throw ending instanceof LabRun.Ending.Interrupted ? new StoppedException(failure.get())
                        : new IOException(failure.get());
            }
        }
        return ExitCode.DONE;
    }

    private LabRun.Ending run(LabPlan plan, LabSession session, LabRun.Observer observer, LabScreen screen)
            throws IOException {
        AtomicReference<LabRun.Ending> ending = new AtomicReference<>(new LabRun.Ending.Interrupted());
        try (LabRun run = new LabRun(session.target(), observer, LabRun.OnFailure.END)) {
            plan.lines().forEach(run::offer);
            run.complete();
            try (StoppableWork work = new StoppableWork(() -> ending.set(run.run(plan.limit())))) {
                work.await(StoppableWork.FOR_EVER);
            }
            screen.over();
        }
        return ending.get();
    }
}
