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
        description = {"Decode and explain frames given as bytes in hex.",
            "They are checked as the first frames of a connection; the last one may be incomplete."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit ws-frame decode 81 05 48 65 6c 6c 6f", //
            "  netkit ws-frame decode --json 8185 37fa213d 7f9f4d5158",
            "  netkit ws-frame decode --from client 81 05 48 65 6c 6c 6f"})
final class WsFrameDecodeCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "HEX",
            description = "Bytes such as 81 05, 0x81 0x05, 81:05 or 8105 (default: standard input).")
    List<String> hex = List.of();

    @Option(names = "--from", paramLabel = "END",
            description = "Sender of the frames: client or server (default: client if masked).")
    Role from;

    @Option(names = "--deflate",
            description = "Assume negotiated permessage-deflate (RFC 7692): inflate messages with RSV1"
                    + " (default: RSV1 is illegal).")
    boolean deflate;

    @Option(names = "--json", description = "Print the result as JSON (default: diagram and explanation).")
    boolean json;

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
