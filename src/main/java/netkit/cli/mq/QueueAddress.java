package netkit.cli.mq;

import java.io.IOException;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

import netkit.cli.option.Usage;
import netkit.net.Endpoint;
import netkit.queue.MessageQueue;
import netkit.queue.QueueName;
import netkit.queue.QueueUrl;
import netkit.queue.client.QueueConnector;

/** The option that names the message queue server: the embedded one or RabbitMQ. */
final class QueueAddress {
    @Spec(Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL",
            description = {
                "Message queue server: mq://HOST:PORT, HOST:PORT or a bare PORT for 'netkit mq-server';"
                        + " amqp://USER:PASSWORD@HOST:PORT for RabbitMQ",
                "(default: ${DEFAULT-VALUE})."},
            defaultValue = "mq://" + Endpoint.LOOPBACK + ":" + QueueUrl.DEFAULT_PORT)
    String url;

    MessageQueue connect() throws IOException {
        return Usage.valid(spec, () -> QueueConnector.connect(QueueUrl.parse(url)));
    }

    /** Returns the URL without its password. */
    String redacted() {
        return QueueUrl.redacted(url);
    }

    void check(String queue) {
        try {
            QueueName.check(queue);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(),
                    "'" + queue + "' is not a queue name: " + e.getMessage());
        }
    }
}
