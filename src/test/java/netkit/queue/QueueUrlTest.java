package netkit.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.net.Endpoint;

class QueueUrlTest {
    @ParameterizedTest
    @CsvSource({"5670, 127.0.0.1:5670", "my_host:1, my_host:1", "mq://my_host, my_host:5670",
        "amqp://me:secret@my_host, my_host:5672", "amqps://host/x, host:5671", "amqp:///x, 127.0.0.1:5672",
        "mq://[::1]:9, [::1]:9", "amqp://me@[::1], [::1]:5672", "AMQP://me:s3cr%40t@host:1, host:1"})
    void hostAndPortAreThoseThatTheUrlNames(String text, String server) {
        assertEquals(server, QueueUrl.server(QueueUrl.parse(text)).toString());
    }

    @ParameterizedTest
    @CsvSource({"amqp://me:s3cr@t@127.0.0.1:5999", "amqp://host:x", "mq://host:", "amqp://a:b:c",
        "mq://:5670",
        "amqp://host:123456", "amqp://[::1", "amqp:x//me:s3cr@h", "amqp:x://h", "mq:/x://h"})
    void urlWithAnUnclearServerIsRefusedWithoutItsPassword(String text) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> QueueUrl.parse(text));
        assertEquals(-1, e.getMessage().indexOf("s3cr"), e.getMessage());
    }

    @Test
    void serverOfAUrlIsReplaced() {
        assertEquals(URI.create("amqp://me:s@127.0.0.1:7/vhost?heartbeat=5"),
                QueueUrl.withServer(URI.create("amqp://me:s@my_host/vhost?heartbeat=5"),
                        new Endpoint(Endpoint.LOOPBACK, 7)));
    }
}
