package netkit.testing;

import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    synchronized String awaitLine(String regex, Duration patience, Supplier<String> story) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String text = toString();
            for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                if (line.matches(regex)) {
                    return line;
                }
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new AssertionError("no line matched " + regex + "\n" + story.get());
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
