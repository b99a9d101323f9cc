package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.terminal.Paragraph;
import netkit.cli.terminal.Table;
import netkit.cli.terminal.Terminals;
import netkit.lesson.LessonFolder;
import netkit.lesson.progress.LessonState;

/** {@code netkit lesson}: where the student is; {@code netkit lesson N}: a lesson, in a console on a terminal. */
@Command(name = "lesson", subcommands = {LessonListCommand.class, LessonShowCommand.class,
    LessonPredictCommand.class, LessonStartCommand.class, LessonCheckCommand.class, LessonHintCommand.class,
    LessonSolutionCommand.class, LessonResetCommand.class, LessonProgressCommand.class, TermCommand.class,
    LessonBoardCommand.class, LessonGradeCommand.class,
    LessonHandoutCommand.class, LessonLintCommand.class, LessonNewCommand.class},
        synopsisSubcommandLabel = "[COMMAND]", //
        description = {"Work through a lesson: a question, a prediction, an experiment, an exercise.",
            "With N: opens a console that leads through the lesson; prints it if there is no terminal.",
            "Without N: shows where you are, and what comes next."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit lesson", "  netkit lesson 1", "  netkit lesson 3 | less",
            "  netkit lesson start 4 --lang python", "  netkit lesson check 4", "  netkit lesson hint 4",
            "  netkit lesson term socket"})
public final class LessonCommand implements Callable<Integer> {
    private static final int COLUMNS = 80;
    private static final int MOST_TITLE = 34;

    @Spec
    CommandSpec spec;

    @Mixin
    LessonOptions options;

    @Mixin
    TextLanguage language;

    @Mixin
    BoardOptions boardOptions;

    @Parameters(arity = "0..1", paramLabel = "N", description = "Number of the lesson.")
    Integer number;

    private final Supplier<CommandLine> netkit;

    /** @param netkit returns a parser for all commands */
    public LessonCommand(Supplier<CommandLine> netkit) {
        this.netkit = netkit;
    }

    Supplier<CommandLine> netkit() {
        return netkit;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (number == null) {
            overview();
            return ExitCode.DONE;
        }
        LessonFolder folder = options.lesson(language, number);
        if (Terminals.interactive() && Terminals.mayMoveCursor()) {
            LessonConsole.run(spec, options, folder, boardOptions.link(options.folder));
        } else {
            Documents.print(spec.commandLine(), folder.page(LessonFolder.TEXT));
        }
        return ExitCode.DONE;
    }

    private void overview() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<LessonState> states = options.states(language, options.progress(spec).read());
        LessonState current = LessonState.current(states).orElse(null);
        out.println("%d lessons; you are through %d".formatted(states.size(),
                states.stream().filter(LessonState::isThrough).count()));
        out.println();
        Table table = new Table(1).left("", 1).right("", 2).left("", 0).words("", 20);
        states.forEach(state -> table.row(state.equals(current) ? ">" : "",
                Integer.toString(state.lesson().number()),
                Paragraph.clip(state.lesson().title(), MOST_TITLE) + " ", state.summary()));
        table.lines(COLUMNS).stream().filter(line -> !line.isBlank()).forEach(out::println);
        out.println();
        if (current == null) {
            out.println("You are through all lessons.");
        } else {
            current.next().forEach(next -> out.println("%-32s%s".formatted(
                    "Next:  netkit " + next.command(), next.effect())));
        }
        out.println("%-32s%s".formatted("Words: netkit lesson term", "the glossary"));
        out.println("%-32s%s".formatted("More:  netkit lesson --help", "all commands about lessons"));
        out.flush();
    }
}
