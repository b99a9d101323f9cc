package netkit.cli.tcp;

import java.util.List;
import java.util.function.Consumer;

import netkit.net.HexDump;

/** Prints chunks as hex dumps: {@code <} is received, {@code >} is sent. Thread-safe. */
final class ChunkDump {
    private final Consumer<String> print;
    private int chunks;

    /** @param print takes the lines of one chunk at a time, with line ends between them */
    ChunkDump(Consumer<String> print) {
        this.print = print;
    }

    synchronized void received(byte[] bytes, int count) {
        chunks++;
        dump("< chunk " + chunks + ": read() returned " + count, bytes, count);
    }

    synchronized void sending(byte[] bytes, int count) {
        dump("> write() of " + count, bytes, count);
    }

    private void dump(String title, byte[] bytes, int count) {
        List<String> lines = HexDump.lines(bytes, 0, count);
        print.accept(title + (count == 1 ? " byte" : " bytes") + "\n" + String.join("\n", lines));
    }
}
