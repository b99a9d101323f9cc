package netkit.lesson.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import netkit.lab.script.LabSyntaxException;

/**
 * A WebSocket frame to send, as its fields are given in {@code frame(…)} (RFC 6455 §5.2). What is not given is as a
 * correct client would send it; wrong frames can be made on purpose.
 *
 * @param opcode 0 to 15
 * @param key null for a random one
 * @param lengthForm 0 for the shortest form, or 7, 16 or 64 bits
 * @param claimed the length that the header announces; null for that of the payload
 */
record FrameSpec(int opcode, boolean fin, int rsv, boolean masked, BytesExpression key,
        BytesExpression payload, int lengthForm, NumberExpression claimed) implements BytesExpression {
    static final Map<String, Integer> OPCODES = Map.of("continuation", 0, "text", 1, "binary", 2, "close", 8,
            "ping", 9, "pong", 10);
    private static final int MAX_SHORT = 125;
    private static final int MAX_16 = 0xFFFF;

    static FrameSpec parse(Tokens tokens, ExpressionParser parser) {
        int opcode = 1;
        boolean fin = true;
        int rsv = 0;
        boolean masked = true;
        BytesExpression key = null;
        BytesExpression payload = names -> FieldBytes.of(new byte[0]);
        int form = 0;
        NumberExpression claimed = null;
        tokens.require("(");
        while (!tokens.skip(")")) {
            int column = tokens.peek().column();
            String name = tokens
                    .word("opcode=…, fin=…, rsv=…, masked=…, key=…, payload=…, length=… or claims=…");
            tokens.require("=");
            switch (name) {
                case "opcode" -> opcode = opcode(tokens);
                case "fin" -> fin = yes(tokens);
                case "rsv" -> rsv = tokens.count("0 to 7");
                case "masked" -> masked = yes(tokens);
                case "key" -> key = parser.term();
                case "payload" -> payload = parser.term();
                case "length" -> form = form(tokens);
                case "claims" -> claimed = parser.number();
                default -> throw new LabSyntaxException(column, "a frame has no '" + name
                        + "': it has opcode, fin, rsv, masked, key, payload, length and claims");
            }
            tokens.skip(",");
        }
        return new FrameSpec(opcode, fin, rsv, masked, key, payload, form, claimed);
    }

    static int opcode(Tokens tokens) {
        int column = tokens.peek().column();
        String word = tokens.word("an opcode, such as text");
        Integer code = OPCODES.get(word);
        if (code == null && word.matches("[0-9]|1[0-5]")) {
            code = Integer.valueOf(word);
        }
        if (code == null) {
            throw new LabSyntaxException(column, "'" + word + "' is not an opcode: write text, binary,"
                    + " continuation, close, ping, pong, or 0 to 15");
        }
        return code;
    }

    static boolean yes(Tokens tokens) {
        int column = tokens.peek().column();
        return switch (tokens.word("yes or no")) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new LabSyntaxException(column, "write yes or no");
        };
    }

    private static int form(Tokens tokens) {
        int column = tokens.peek().column();
        return switch (tokens.word("7, 126 or 127")) {
            case "7" -> 7;
            case "126", "16" -> 16;
            case "127", "64" -> 64;
            default ->
                throw new LabSyntaxException(column, "length takes the form: 7 bits, 126 (16 bits follow) or"
                        + " 127 (64 bits follow)");
        };
    }

    @Override
    public FieldBytes value(Names names) {
        byte[] data = payload.bytes(names);
        byte[] maskingKey = !masked ? new byte[0]
                : key == null ? Functions.random(names, 4) : key.bytes(names);
        long length = claimed == null ? data.length : claimed.value(names);
        int form = lengthForm != 0 ? lengthForm : length <= MAX_SHORT ? 7 : length <= MAX_16 ? 16 : 64;
        int seven = form == 7 ? (int) length & 0x7F : form == 16 ? 126 : 127;
        List<FieldBytes> parts = new ArrayList<>();
        parts.add(FieldBytes.of(new byte[] {(byte) ((fin ? 0x80 : 0) | rsv << 4 | opcode)})
                .named("FIN, RSV and opcode"));
        parts.add(FieldBytes.of(new byte[] {(byte) ((masked ? 0x80 : 0) | seven)})
                .named("MASK bit and length"));
        if (form != 7) {
            parts.add(FieldBytes.of(Functions.unsigned(length, form / 8)).named("extended length"));
        }
        if (masked) {
            parts.add(FieldBytes.of(maskingKey).named("masking key"));
        }
        byte[] sent = Arrays.copyOf(data, data.length);
        for (int i = 0; i < sent.length && masked && maskingKey.length > 0; i++) {
            sent[i] ^= maskingKey[i % maskingKey.length];
        }
        parts.add(FieldBytes.of(sent).named("payload"));
        return FieldBytes.join(parts);
    }
}
