package netkit.dissect.application;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import com.rabbitmq.client.impl.AMQImpl;

/** Decodes the frames of AMQP 0-9-1 (§2.3.5), the names of their methods, and the bodies of messages. */
final class AmqpFrames implements StreamDecoder {
    private static final int HEADER_LENGTH = 7;
    private static final int METHOD = 1;
    private static final int END = 0xCE;
    private static final int PROTOCOL_HEADER = 8;

    @Override
    public StreamDecoder decode(StreamBuffer in, Consumer<ApplicationMessage> out) {
        if (in.at(0) == 'A') {
            if (in.length() < PROTOCOL_HEADER) {
                return this;
            }
            Carried header = in.take(PROTOCOL_HEADER);
            byte[] bytes = header.bytes();
            out.accept(new ApplicationMessage("amqp", header, PROTOCOL_HEADER,
                    "protocol header " + bytes[5] + "-" + bytes[6] + "-" + bytes[7], "", List.of(), _ -> {}));
            return this;
        }
        if (in.length() < HEADER_LENGTH) {
            return this;
        }
        int type = in.at(0) & 0xFF;
        int channel = (in.at(1) & 0xFF) << 8 | in.at(2) & 0xFF;
        long size = (in.at(3) & 0xFFL) << 24 | (in.at(4) & 0xFF) << 16 | (in.at(5) & 0xFF) << 8
                | in.at(6) & 0xFF;
        if (size > ConnectionDecoder.MOST_WAITING || type == 0 || type > 8) {
            out.accept(ApplicationMessage.data(in.takeAll(), "not an AMQP frame"));
            return new RawDecoder("");
        }
        int length = HEADER_LENGTH + (int) size + 1;
        if (in.length() < length) {
            return this;
        }
        Carried frame = in.take(length);
        byte[] bytes = frame.bytes();
        boolean isEnded = (bytes[length - 1] & 0xFF) == END;
        String name = switch (type) {
            case METHOD -> method(bytes, (int) size);
            case 2 -> "content header";
            case 3 -> "body of " + size + " bytes";
            default -> "heartbeat";
        };
        out.accept(new ApplicationMessage("amqp", frame, HEADER_LENGTH, name + ", channel " + channel,
                type == 3 ? new String(bytes, HEADER_LENGTH, (int) size, StandardCharsets.UTF_8) : "",
                isEnded ? List.of() : List.of("the frame does not end with 0xCE (AMQP 0-9-1 §4.2.3)"),
                sink -> {
                    sink.number("amqp.type", "Type", type, 0, 1)
                            .number("amqp.channel", "Channel", channel, 1, 3)
                            .number("amqp.length", "Length", size, 3, 7);
                    if (type == METHOD) {
                        sink.text("amqp.method", "Method", name, HEADER_LENGTH, HEADER_LENGTH + (int) size);
                    }
                }));
        return this;
    }

    private static String method(byte[] frame, int size) {
        try {
            return AMQImpl.readMethodFrom(
                    new DataInputStream(new ByteArrayInputStream(frame, HEADER_LENGTH, size)))
                    .protocolMethodName();
        } catch (IOException | RuntimeException _) { // of any damage
            return "a method that cannot be read";
        }
    }

    @Override
    public StreamDecoder skip(long missing, StreamBuffer in, Consumer<ApplicationMessage> out) {
        return new RawDecoder("AMQP, where a frame begins is not known");
    }
}
