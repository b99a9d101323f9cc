package netkit.lesson.judge;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import netkit.http.HeadDecoder;
import netkit.http.HeadLimits;
import netkit.http.HttpException;
import netkit.http.RequestHead;
import netkit.lesson.check.Expectation;
import netkit.lesson.check.FieldBytes;
import netkit.lesson.check.Names;
import netkit.lesson.check.PacketMatch;
import netkit.websocket.NegotiatedHandshake;
import netkit.websocket.OpeningHandshake;
import netkit.websocket.WebSocketOptions;

/** The handshake of a program that is a WebSocket client, and its messages. */
final class MessageExpecting {
    private final PeerEnd end;
    private final Names names;
    private final StepLimit limit;

    MessageExpecting(PeerEnd end, Names names, StepLimit limit) {
        this.end = end;
        this.names = names;
        this.limit = limit;
    }

    /** @param target path and query that the request must have */
    void upgrade(String target) throws CheckFailedException, InterruptedException {
        HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
        try {
            int length = 0;
            while (length == 0) {
                int have = end.available();
                length = decoder.length(end.pending(), have);
                if (length == 0) {
                    limit.await(() -> end.available() > have || end.isOver());
                    if (end.available() == have) {
                        throw missing("the request of a WebSocket client");
                    }
                }
            }
            RequestHead request = decoder.request(end.pending(), length);
            if (!isSame(request.target(), target)) {
                throw wrong("the request is for " + request.target() + " instead of " + target,
                        latin(request.target()), latin(target), "target");
            }
            OpeningHandshake.negotiate(request, WebSocketOptions.DEFAULT);
            end.take(length);
            end.send(new byte[][] {OpeningHandshake.response(request, NegotiatedHandshake.PLAIN).encode()},
                    Duration.ZERO);
            limit.await(end::hasSent);
            end.upgrade();
        } catch (HttpException e) {
            throw wrong("this is no handshake of a WebSocket client: " + e.getMessage(), end.pending(),
                    new byte[0], "handshake");
        }
    }

    /** The parts of the query may come in any order. */
    private static boolean isSame(String one, String other) {
        return path(one).equals(path(other)) && query(one).equals(query(other));
    }

    private static String path(String target) {
        return target.split("\\?", 2)[0];
    }

    private static Set<String> query(String target) {
        String[] parts = target.split("\\?", 2);
        return parts.length == 1 ? Set.of() : Set.copyOf(List.of(parts[1].split("&")));
    }

    /** Waits for the next message. */
    byte[] run(Expectation what) throws CheckFailedException, InterruptedException {
        limit.await(() -> end.message() != null || end.isOver());
        byte[] came = end.message();
        byte[] wanted = what instanceof Expectation.Message(var text) ? text.bytes(names) : new byte[0];
        if (came == null) {
            throw missing(what instanceof Expectation.Packet packet ? "a packet of type " + packet.type()
                    : ByteText.of(wanted, 40));
        }
        if (what instanceof Expectation.Packet packet) {
            Optional<PacketMatch.Problem> problem = new PacketMatch(packet, names)
                    .problem(new String(came, StandardCharsets.UTF_8));
            if (problem.isPresent()) {
                throw wrong(problem.get().message(), came, wanted, problem.get().field());
            }
        } else if (!Arrays.equals(came, wanted)) {
            throw wrong("another message came", came, wanted, "message");
        }
        end.take(1);
        return came;
    }

    private CheckFailedException missing(String what) {
        FieldBytes nothing = FieldBytes.of(new byte[0]);
        if (end.violation() != null) {
            return wrong("the program has broken a rule of the WebSocket: " + end.violation(), end.pending(),
                    new byte[0], "frame");
        }
        return new CheckFailedException(end.isOver()
                ? Failure.ended("the connection ended where " + what + " is expected", nothing, end.pending())
                : Failure.silent("nothing came for " + limit.text() + " where " + what + " is expected",
                        nothing, end.pending()));
    }

    private static CheckFailedException wrong(String message, byte[] came, byte[] wanted, String field) {
        return new CheckFailedException(Failure.wrong(message, FieldBytes.of(wanted), came, -1, field));
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
