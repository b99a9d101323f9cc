package netkit.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;

import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

import netkit.cli.option.ExitCode;
import netkit.cli.option.Quantity;
import netkit.cli.option.Rate;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.Terminals;
import netkit.lab.namespace.LabUnavailableException;
import netkit.net.Endpoint;
import netkit.net.PrintableText;
import netkit.queue.store.DataInUseException;

/**
 * The command line of netkit: builds picocli's parser with netkit's types of values, and turns an exception into a
 * message and an exit code.
 */
public final class NetkitCommandLine {
    static final String VERBOSE = "--verbose";
    private static final int HELP_COLUMNS = 80;

    private NetkitCommandLine() {}

    /** Returns a parser for {@link NetkitCommand} and all its subcommands. */
    public static CommandLine create() {
        StandardOutput output = new StandardOutput();
        return new CommandLine(new NetkitCommand()) //
                .setOut(output.writer())
                .registerConverter(Integer.class, Quantity::wholeInt)
                .registerConverter(int.class, Quantity::wholeInt)
                .registerConverter(Long.class, Quantity::wholeLong)
                .registerConverter(long.class, Quantity::wholeLong)
                .registerConverter(Duration.class, Quantity::duration)
                .registerConverter(Rate.class, Rate::parse)
                .registerConverter(Endpoint.class, NetkitCommandLine::endpoint)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS)
                .setAbbreviatedOptionsAllowed(false)
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        Terminals.mayMoveCursor() ? Ansi.AUTO : Ansi.OFF))
                .setParameterExceptionHandler(NetkitCommandLine::reportWrongUsage)
                .setExecutionStrategy(output::execute)
                // a failure to write the output is the cause of whatever followed it
                .setExecutionExceptionHandler((e, command, parsed) -> reportFailure(
                        output.failure() == null ? e : output.failure(), command, parsed));
    }

    private static Endpoint endpoint(String text) {
        return Quantity.orTypeConversion(text, Endpoint::parse);
    }

    private static int reportWrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println(name + ": " + problem(e) + suggestion(e) + " (see '" + name + " --help')");
        err.flush();
        return ExitCode.USAGE;
    }

    private static String problem(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return e.getMessage();
        }
        String what = unmatched.isUnknownOption() ? "unknown option"
                : e.getCommandLine().getSubcommands().isEmpty() ? "unexpected argument" : "unknown command";
        return what + " '" + unmatched.getUnmatched().getFirst() + "'"; // those after it may be its values
    }

    private static String suggestion(ParameterException e) {
        return e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
                ? "; did you mean '" + unmatched.getSuggestions().getFirst() + "'?"
                : "";
    }

    private static int reportFailure(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof ParameterException wrong) {
            return reportWrongUsage(wrong, new String[0]);
        }
        if (e instanceof StandardOutput.Failure failure && failure.isReaderGone()) {
            return ExitCode.FAILED;
        }
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().qualifiedName() + ": "
                + PrintableText.escapeControls(message(e))); // it may quote a peer
        if (parsed.hasMatchedOption(VERBOSE)) {
            e.printStackTrace(err);
        }
        err.flush();
        return exitCode(e);
    }

    private static int exitCode(Exception e) {
        return switch (e) {
            case BindException _,AccessDeniedException _,LabUnavailableException _,DataInUseException _ ->
                ExitCode.INCONCLUSIVE;
            default -> ExitCode.FAILED;
        };
    }

    private static String message(Exception e) {
        return switch (e) {
            case UnknownHostException _ ->
                "cannot find the host '" + e.getMessage() + "'; check its spelling";
            case BindException _,ConnectException _,NoRouteToHostException _,PortUnreachableException _,SocketTimeoutException _ ->
                e.getMessage();
            case AccessDeniedException _ -> "permission denied: " + e.getMessage();
            case IOException _ -> e.getMessage() == null ? e.toString() : e.getMessage();
            default -> "internal error: " + e + " (run again with " + VERBOSE + " for a stack trace)";
        };
    }
}
