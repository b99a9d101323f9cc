package netkit.queue.rabbitmq;

import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

/** What amqp-client's exceptions say about the reason for which RabbitMQ closed a channel or connection. */
final class RabbitErrors {
    private RabbitErrors() {}

    /** Returns whether RabbitMQ closed the channel with this reply code. */
    static boolean isClosedWith(Exception e, int code) {
        return e.getCause() instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == code;
    }

    /** Returns why RabbitMQ closed a connection that it had not opened yet, in its words; empty if it did not say. */
    static Optional<String> refusal(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(ShutdownSignalException.class::isInstance)
                .map(signal -> ((ShutdownSignalException) signal).getReason())
                .filter(AMQP.Connection.Close.class::isInstance)
                .map(close -> ((AMQP.Connection.Close) close).getReplyText()).findFirst();
    }

    /** Returns the reason in one line: RabbitMQ's own if there is one. */
    static String reason(Throwable e) {
        ShutdownSignalException signal = e instanceof ShutdownSignalException itself ? itself
                : e.getCause() instanceof ShutdownSignalException cause ? cause : null;
        return signal == null ? e.getMessage() : switch (signal.getReason()) {
            case AMQP.Connection.Close close -> close.getReplyText();
            case AMQP.Channel.Close close -> close.getReplyText();
            case null, default -> signal.getMessage();
        };
    }
}
