package netkit.testing;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A writer that lets other threads wait for its lines. */
final class LiveText extends StringWriter {
    @Override
    public synchronized void write(String text, int from, int length) {
        super.write(text, from, length);
        notifyAll();
    }

    @Override
    public synchronized void write(char[] text, int from, int length) {
        super.write(text, from, length);
        notifyAll();
    }

    @Override
    public synchronized void write(String text) {
        super.write(text);
        notifyAll();
    }

    /** @param details the message if no line matches the regular expression in time */
    String awaitLine(String regex, Duration timeout, Supplier<String> details) {
        return await(lines -> lines.stream().filter(line -> line.matches(regex)).findFirst(), timeout,
                () -> "no line matched " + regex + "\n" + details.get());
    }

    /** @param number counted from 0 */
    String awaitLineAt(int number, Duration timeout, Supplier<String> details) {
        return await(lines -> lines.stream().skip(number).findFirst(), timeout,
                () -> "no further line came\n" + details.get());
    }

    private synchronized String await(Function<List<String>, Optional<String>> find, Duration timeout,
            Supplier<String> details) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            String text = toString();
            Optional<String> found = find
                    .apply(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
            if (found.isPresent()) {
                return found.get();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(details.get());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
