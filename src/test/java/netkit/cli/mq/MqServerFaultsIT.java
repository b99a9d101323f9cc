package netkit.cli.mq;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import netkit.testing.FaultyClients;
import netkit.testing.LineSocket;
import netkit.testing.ServerFaultsContract;

class MqServerFaultsIT extends ServerFaultsContract {
    @Override
    protected String command() {
        return "mq-server";
    }

    /** A producer and a consumer: a request is a message that is published, delivered and acknowledged. */
    @Override
    protected WellBehaved connect(int port) throws IOException {
        LineSocket producer = new LineSocket(port);
        LineSocket consumer = new LineSocket(port);
        String queue = "q" + producer.localPort();
        consumer.send("CONSUME " + queue + "\n");
        consumer.await("\\+OK\r");
        return new WellBehaved() {
            @Override
            public void request(int number) throws IOException {
                String body = "number " + number;
                producer.send("PUT " + queue + " " + body.length() + "\n" + body + "\n");
                producer.await("\\+OK \\d+\r");
                String id = consumer.await("MSG .*\r").split(" ")[2];
                consumer.await(body + "\r");
                consumer.send("ACK " + id + "\n");
                consumer.await("\\+OK\r");
            }

            @Override
            public void close() throws IOException {
                producer.close();
                consumer.close();
            }
        };
    }

    /** Those that never read take all names they can, and ask for a line about each. */
    @Override
    protected FaultyClients faulty(int port) {
        return new FaultyClients(port, "STATS\n".getBytes(StandardCharsets.US_ASCII),
                "PUT flood 1\nx\nPURGE flood\n".getBytes(StandardCharsets.US_ASCII),
                "PUT flood 1000\nhalf a body".getBytes(StandardCharsets.US_ASCII),
                ("PUT flood 1000000\n" + "x".repeat(900_000)).getBytes(StandardCharsets.US_ASCII),
                client -> (names(client) + "STATS\n".repeat(100)).getBytes(StandardCharsets.US_ASCII));
    }

    private static String names(int client) {
        String name = "x".repeat(200) + client + "-";
        return IntStream.range(0, 20)
                .mapToObj(number -> "PUT %1$s%2$d 1\nx\nPURGE %1$s%2$d\n".formatted(name, number))
                .collect(Collectors.joining());
    }
}
