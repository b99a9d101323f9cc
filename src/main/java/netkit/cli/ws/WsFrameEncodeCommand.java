package netkit.cli.ws;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ExitCode;
import netkit.cli.option.HexText;
import netkit.cli.option.Usage;
import netkit.websocket.Frame;
import netkit.websocket.FrameHeader;
import netkit.websocket.Opcode;
import netkit.websocket.Role;

/** {@code netkit ws-frame encode}. */
@Command(name = "encode", sortOptions = false, abbreviateSynopsis = true, //
        description = {"Encode a frame, legal or not, print its bytes in hex and explain it.",
            "By default it is unfragmented and masked, as from a client."}, //
        footerHeading = "%nExamples:%n", //
        footer = {"  netkit ws-frame encode --text Hello --mask 37fa213d", //
            "  netkit ws-frame encode --close 1000 bye --unmasked",
            "  netkit ws-frame encode --ping --no-fin", //
            "  netkit ws-frame encode --text Hello --hex"})
final class WsFrameEncodeCommand implements Callable<Integer> {
    private static final int BYTES_PER_LINE = 24;

    @Spec
    CommandSpec spec;

    @Option(names = "--text", paramLabel = "TEXT", description = "A text frame.")
    String text;

    @Option(names = "--binary", paramLabel = "HEX", description = "A binary frame of these bytes.")
    String binary;

    @Option(names = "--ping", paramLabel = "TEXT", arity = "0..1", fallbackValue = "",
            description = "A ping, optionally with a payload.")
    String ping;

    @Option(names = "--pong", paramLabel = "TEXT", arity = "0..1", fallbackValue = "",
            description = "A pong, optionally with a payload.")
    String pong;

    @Option(names = "--close", paramLabel = "CODE [REASON]", hideParamSyntax = true, arity = "0..2",
            description = "A close frame, optionally with a code and a reason.")
    String[] close;

    @Option(names = "--mask", paramLabel = "KEY", defaultValue = "random",
            description = "Masking key: four bytes in hex, or random (default: ${DEFAULT-VALUE}).")
    String mask;

    @Option(names = "--unmasked", description = "Do not mask, as from a server (default: masked).")
    boolean unmasked;

    @Option(names = "--fin", negatable = true, defaultValue = "true", fallbackValue = "true",
            description = "Set or clear the FIN bit, which marks the last fragment of a message (default: set).")
    boolean fin;

    @Option(names = "--rsv1", description = "Set the RSV1 bit (default: 0).")
    boolean rsv1;

    @Option(names = "--rsv2", description = "Set the RSV2 bit (default: 0).")
    boolean rsv2;

    @Option(names = "--rsv3", description = "Set the RSV3 bit (default: 0).")
    boolean rsv3;

    @Option(names = "--opcode", paramLabel = "N",
            description = "Opcode, 0 to 15 (default: that of the content).")
    Integer opcode;

    @Option(names = "--from", paramLabel = "END",
            description = "Sender of the frame: client or server (default: client if masked).")
    Role from;

    @Option(names = "--hex", description = "Print only the bytes (default: also diagram and explanation).")
    boolean hexOnly;

    @Option(names = "--json", description = "Print the result as JSON (default: diagram and explanation).")
    boolean json;

    @Override
    public Integer call() {
        Usage.check(spec, opcode == null || opcode >= 0 && opcode <= 15, "--opcode must be from 0 to 15");
        Usage.check(spec, !unmasked || mask.equals("random"), "either --mask or --unmasked, not both");
        Usage.check(spec, !hexOnly || !json, "either --hex or --json, not both");
        byte[] bytes = frame().encode();
        FrameExamination examined = new FrameExamination(bytes, from, false);
        PrintWriter out = spec.commandLine().getOut();
        if (hexOnly) {
            out.println(HexText.of(bytes));
            out.flush();
            return examined.frames().getFirst().isLegal() ? ExitCode.DONE : ExitCode.FAILED;
        }
        if (!json) {
            for (int at = 0; at < bytes.length; at += BYTES_PER_LINE) {
                out.println(HexText.of(bytes, at, Math.min(bytes.length, at + BYTES_PER_LINE)));
            }
            out.println();
        }
        return WsFrameCommand.explain(spec, examined, json);
    }

    private Frame frame() {
        Usage.check(spec, Stream.of(text, binary, ping, pong, close).filter(Objects::nonNull).count() <= 1,
                "only one of --text, --binary, --ping, --pong and --close");
        Opcode type = Opcode.TEXT;
        byte[] payload = {};
        if (binary != null) {
            type = Opcode.BINARY;
            payload = hex(binary);
        } else if (ping != null) {
            type = Opcode.PING;
            payload = utf8(ping);
        } else if (pong != null) {
            type = Opcode.PONG;
            payload = utf8(pong);
        } else if (close != null) {
            type = Opcode.CLOSE;
            payload = close();
        } else {
            Usage.check(spec, text != null || opcode != null,
                    "the content is missing: --text, --binary, --ping, --pong, --close, or --opcode alone");
            payload = text == null ? payload : utf8(text);
        }
        int flags = (fin ? FrameHeader.FIN : 0) | (rsv1 ? FrameHeader.RSV1 : 0)
                | (rsv2 ? FrameHeader.RSV2 : 0)
                | (rsv3 ? FrameHeader.RSV3 : 0);
        return new Frame(flags, opcode != null ? opcode : type.code(), !unmasked, unmasked ? 0 : key(),
                payload);
    }

    private byte[] close() {
        if (close.length == 0) {
            return new byte[0];
        }
        String code = close[0];
        Usage.check(spec, code.matches("\\d{1,5}") && Integer.parseInt(code) <= 0xFFFF,
                "'" + code + "' is not a close code: a number of 16 bits, such as 1000");
        byte[] reason = utf8(close.length > 1 ? close[1] : "");
        byte[] payload = Arrays.copyOf(
                new byte[] {(byte) (Integer.parseInt(code) >> 8), (byte) Integer.parseInt(code)},
                2 + reason.length);
        System.arraycopy(reason, 0, payload, 2, reason.length);
        return payload;
    }

    private int key() {
        if (mask.equals("random")) {
            return new SecureRandom().nextInt();
        }
        byte[] key = hex(mask);
        Usage.check(spec, key.length == 4, "--mask needs four bytes in hex, such as 37fa213d, or random");
        return ByteBuffer.wrap(key).getInt();
    }

    private byte[] hex(String text) {
        return HexText.parse(spec, text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
