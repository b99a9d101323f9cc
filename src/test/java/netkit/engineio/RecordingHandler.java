package netkit.engineio;

import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A handler that records its events as lines: {@code opened}, {@code text …}, {@code binary [1, 2]}, {@code closed …}.
 */
final class RecordingHandler implements EngineHandler {
    private static final long TIMEOUT_SECONDS = 60;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    String next() throws InterruptedException {
        String line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing more was received");
        }
        return line;
    }

    boolean isDrained() {
        return lines.isEmpty();
    }

    @Override
    public void opened(EngineSocket socket) {
        lines.add("opened");
    }

    @Override
    public void text(EngineSocket socket, String message) {
        lines.add("text " + message);
    }

    @Override
    public void binary(EngineSocket socket, byte[] message) {
        lines.add("binary " + Arrays.toString(message));
    }

    @Override
    public void closed(EngineSocket socket, CloseReason reason) {
        lines.add("closed " + reason);
    }
}
