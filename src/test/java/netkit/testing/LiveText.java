package netkit.testing;

import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** A writer whose lines others wait for. */
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

    /** @param story what to tell when no line that matches the regular expression comes in time */
    String awaitLine(String regex, Duration patience, Supplier<String> story) {
        return await(lines -> lines.stream().filter(line -> line.matches(regex)).findFirst(), patience,
                () -> "no line matched " + regex + "\n" + story.get());
    }

    /** @param number counted from 0 */
    String awaitLineAt(int number, Duration patience, Supplier<String> story) {
        return await(lines -> lines.stream().skip(number).findFirst(), patience,
                () -> "no further line came\n" + story.get());
    }

    private synchronized String await(Function<List<String>, Optional<String>> find, Duration patience,
            Supplier<String> story) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String text = toString();
            Optional<String> found = find
                    .apply(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
            if (found.isPresent()) {
                return found.get();
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError(story.get());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
