package netkit.dissect.application;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Decodes what is not encrypted of TLS: the records' headers, and the name in a ClientHello (RFC 8446 §4.1.2, §5.1). */
final class TlsRecords implements StreamDecoder {
    private static final int HEADER_LENGTH = 5;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0;
    private boolean isCiphered;

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (in.length() < HEADER_LENGTH) {
            return this;
        }
        int type = in.at(0) & 0xFF;
        int version = (in.at(1) & 0xFF) << 8 | in.at(2) & 0xFF;
        int length = (in.at(3) & 0xFF) << 8 | in.at(4) & 0xFF;
        if (type < 0x14 || type > 0x18 || version >>> 8 != 3) {
            out.accept(ApplicationMessage.data(in.takeAll(), "not a TLS record"));
            return new RawDecoder("");
        }
        if (in.length() < HEADER_LENGTH + length) {
            return this;
        }
        Carried record = in.take(HEADER_LENGTH + length);
        boolean isHandshake = type == 0x16 && !isCiphered;
        isCiphered |= type == 0x14;
        int message = isHandshake && length > 0 ? record.bytes()[HEADER_LENGTH] & 0xFF : -1;
        String name = message == CLIENT_HELLO ? serverName(record.bytes()) : "";
        String summary = type(type) + (isHandshake ? handshake(message) : "")
                + (name.isEmpty() ? "" : " for " + name)
                + (type == 0x17 || type == 0x16 && !isHandshake ? ", " + length + " bytes, encrypted" : "");
        out.accept(new ApplicationMessage("tls", record, HEADER_LENGTH, summary, "", List.of(), sink -> {
            sink.number("tls.record.content_type", "Content type", type, type + " (" + type(type) + ")", 0, 1,
                    0)
                    .number("tls.record.version", "Version", version,
                            "0x0" + Integer.toHexString(version) + " (" + version(version) + ")", 1, 3, 0)
                    .number("tls.record.length", "Length", length, 3, 5);
            if (message >= 0) {
                sink.number("tls.handshake.type", "Handshake", message, message + handshake(message),
                        HEADER_LENGTH, HEADER_LENGTH + 1, 0);
            }
            if (!name.isEmpty()) {
                sink.text("tls.handshake.extensions_server_name", "Server name", name, HEADER_LENGTH,
                        HEADER_LENGTH + length);
            }
        }));
        return this;
    }

    private static String type(int type) {
        return switch (type) {
            case 0x14 -> "change cipher spec";
            case 0x15 -> "alert";
            case 0x16 -> "handshake";
            case 0x17 -> "application data";
            default -> "heartbeat";
        };
    }

    private static String version(int version) {
        return version == 0x300 ? "SSL 3.0" : "TLS 1." + ((version & 0xFF) - 1);
    }

    private static String handshake(int message) {
        return switch (message) {
            case CLIENT_HELLO -> ": ClientHello";
            case 2 -> ": ServerHello";
            case 11 -> ": Certificate";
            case 12 -> ": ServerKeyExchange";
            case 14 -> ": ServerHelloDone";
            case 16 -> ": ClientKeyExchange";
            default -> "";
        };
    }

    /** Returns the name that a ClientHello asks for (RFC 6066 §3), or an empty text. */
    private static String serverName(byte[] record) {
        try {
            ByteBuffer hello = ByteBuffer.wrap(record);
            hello.position(HEADER_LENGTH + 4 + 2 + 32); // the message's header, the version, the random
            skip(hello, hello.get() & 0xFF);
            skip(hello, hello.getShort() & 0xFFFF);
            skip(hello, hello.get() & 0xFF);
            hello.getShort();
            while (hello.remaining() >= 4) {
                int type = hello.getShort() & 0xFFFF;
                int length = hello.getShort() & 0xFFFF;
                if (type == SERVER_NAME && length > 5) {
                    skip(hello, 3);
                    byte[] name = new byte[hello.getShort() & 0xFFFF];
                    hello.get(name);
                    return new String(name, StandardCharsets.US_ASCII);
                }
                skip(hello, length);
            }
            return "";
        } catch (BufferUnderflowException | IllegalArgumentException _) {
            return "";
        }
    }

    private static void skip(ByteBuffer bytes, int count) {
        bytes.position(bytes.position() + count);
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        return new RawDecoder("TLS, where a record begins is not known");
    }
}
