package netkit.cli.ws;

import java.io.PrintWriter;
import java.util.List;

import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.report.Numbers;
import netkit.report.Json;
import netkit.websocket.Role;

/** {@code netkit ws-frame}: the parent of its two subcommands. */
@Command(name = "ws-frame", synopsisSubcommandLabel = "(decode | encode)", //
        description = {
            "Explain WebSocket frames: the bit diagram of RFC 6455, each field, and any violation.",
            "Exit code: 0 legal, 1 illegal, 3 incomplete."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit ws-frame decode 81 05 48 65 6c 6c 6f", //
            "  netkit ws-frame encode --text Hello"}, //
        subcommands = {WsFrameDecodeCommand.class, WsFrameEncodeCommand.class})
public final class WsFrameCommand implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a subcommand is required: decode or encode");
    }

    /** Explains the frames, and returns the exit code for them. */
    static int explain(CommandSpec spec, FrameExamination examined, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        List<ExaminedFrame> frames = examined.frames();
        if (json) {
            Json.print(out, FrameJson.of(frames, examined.ignored()));
        } else {
            print(out, spec.commandLine().getColorScheme().ansi(), examined);
        }
        boolean illegal = frames.stream().anyMatch(frame -> !frame.isLegal());
        return illegal ? ExitCode.FAILED
                : frames.getLast().isComplete() ? ExitCode.DONE : ExitCode.INCONCLUSIVE;
    }

    private static void print(PrintWriter out, Ansi ansi, FrameExamination examined) {
        int number = 0;
        for (ExaminedFrame frame : examined.frames()) {
            number++;
            if (number > 1) {
                out.println();
            }
            out.println(ansi.string("@|bold frame " + number + "|@: ")
                    + Numbers.counted(frame.bytes().length, "byte")
                    + ", from a " + (frame.from() == Role.CLIENT ? "client" : "server"));
            out.println();
            FrameDiagram.lines(frame).forEach(line -> out.println("  " + line));
            out.println();
            FrameExplanation.lines(frame, ansi).forEach(out::println);
        }
        if (examined.ignored() > 0) {
            out.println("the connection ends here; ignored: "
                    + Numbers.counted(examined.ignored(), "byte"));
        }
        out.flush();
    }
}
