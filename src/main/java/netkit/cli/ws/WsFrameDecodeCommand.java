package netkit.cli.ws;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import netkit.cli.option.HexText;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Terminals;
import netkit.websocket.Role;

/** {@code netkit ws-frame decode}. */
@Command(name = "decode", sortOptions = false, //
        description = {"Draw and explain frames given as bytes in hex, such as 81 05 48 65 6c 6c 6f.",
            "They are judged as the first frames of a connection; a part of a frame will do."})
final class WsFrameDecodeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "HEX",
            description = "The bytes: 81 05, 0x81 0x05, 81:05 or 8105 (default: from standard input).")
    private List<String> hex = List.of();

    @Option(names = "--from", paramLabel = "END",
            description = "Whose frames they are, client or server (default: masked ones are a client's).")
    private Role from;

    @Option(names = "--deflate",
            description = "Take permessage-deflate (RFC 7692) as agreed on: inflate messages with RSV1"
                    + " (default: RSV1 is illegal).")
    private boolean deflate;

    @Option(names = "--json", description = "Print the result as JSON (default: a picture and words).")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        byte[] bytes = bytes();
        Usage.check(spec, bytes.length > 0, "give the bytes of a frame in hex, such as 81 05 48 65 6c 6c 6f");
        return WsFrameCommand.explain(spec,
                new FrameExamination(bytes, from, deflate), json);
    }

    private byte[] bytes() throws IOException {
        String text = String.join(" ", hex);
        if (hex.isEmpty()) {
            if (Terminals.interactive()) {
                spec.commandLine().getErr().println("type the bytes in hex, then Ctrl-D:");
                spec.commandLine().getErr().flush();
            }
            text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        }
        return HexText.parse(spec, text);
    }
}
