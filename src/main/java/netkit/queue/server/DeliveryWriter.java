package netkit.queue.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

import netkit.net.OutboundQueue;
import netkit.queue.protocol.QueueDecoder;
import netkit.queue.protocol.Reply;
import netkit.queue.store.QueueMessage;

/** Writes the messages that a consumer takes to its connection, until its channel is closed. */
final class DeliveryWriter {
    /** Messages are combined into writes of about this size. */
    private static final int WRITE_SIZE = 64 * 1024;

    private final Broker broker;
    private final ConsumerChannel channel;
    private final OutboundQueue outbound;
    private final int reserved;

    /** @param reserved bytes of the outbound queue to leave free for replies, which cannot wait */
    DeliveryWriter(Broker broker, ConsumerChannel channel, OutboundQueue outbound, int reserved) {
        this.broker = broker;
        this.channel = channel;
        this.outbound = outbound;
        this.reserved = reserved;
    }

    void run() throws IOException, InterruptedException {
        for (List<QueueMessage> taken = channel.take(); !taken.isEmpty(); taken = channel.take()) {
            deliver(taken);
        }
    }

    private void deliver(List<QueueMessage> messages) throws IOException, InterruptedException {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        for (QueueMessage message : messages) {
            byte[] body = broker.body(message);
            if (body == null) {
                continue; // requeued as overdue before it was sent, and acknowledged by another consumer
            }
            Reply head = new Reply.Head(message.queue(), Long.toString(message.id()), message.deliveries(),
                    message.deliveries() > 1, message.deadLetter(), body.length);
            chunk.writeBytes(QueueDecoder.encode(head.line(), body));
            if (chunk.size() >= WRITE_SIZE) {
                write(chunk);
            }
        }
        write(chunk);
    }

    private void write(ByteArrayOutputStream chunk) throws IOException, InterruptedException {
        byte[] bytes = chunk.toByteArray();
        chunk.reset();
        if (bytes.length > 0 && outbound.awaitRoom(bytes.length + reserved)) {
            outbound.write(bytes, 0, bytes.length);
        }
    }
}
