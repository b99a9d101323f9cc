package netkit.cli.udp;

import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Optional;

import netkit.net.Endpoint;
import netkit.net.HexDump;
import netkit.net.PrintableText;
import netkit.report.Numbers;
import netkit.udp.NumberedDatagram;
import netkit.udp.ReceivedDatagram;

/** Formats a received datagram, as text or JSON: its sender, its length and its payload. */
final class DatagramLines {
    enum Form {
        TEXT, HEX
    }

    private DatagramLines() {}

    static void print(PrintWriter out, ReceivedDatagram datagram, Form form) {
        Optional<NumberedDatagram> numbered = NumberedDatagram.decode(datagram.bytes(), datagram.length());
        Optional<String> content = numbered.map(DatagramLines::text)
                .or(() -> form == Form.TEXT ? PrintableText.of(datagram.bytes(), 0, datagram.length())
                        : Optional.empty());
        out.println(Endpoint.of(datagram.sender()) + "  " + length(datagram)
                + content.filter(text -> !text.isEmpty()).map(text -> "  " + text).orElse(""));
        if (form == Form.HEX || content.isEmpty()) {
            HexDump.lines(datagram.bytes(), 0, datagram.length()).forEach(line -> out.println("  " + line));
        }
    }

    /** A numbered datagram in JSON; the count is null if it is not known. */
    private record Numbered(int schema, String sender, int bytes, boolean truncated, String run, int sequence,
            Integer count) {}

    /** Any other datagram in JSON, with its text, or in hexadecimal if it is not text. */
    private record Content(int schema, String sender, int bytes, boolean truncated, Optional<String> text,
            Optional<String> hex) {}

    static Record json(ReceivedDatagram datagram) {
        String sender = Endpoint.of(datagram.sender()).toString();
        int length = datagram.length();
        Optional<NumberedDatagram> numbered = NumberedDatagram.decode(datagram.bytes(), length);
        if (numbered.isPresent()) {
            int count = numbered.get().count();
            return new Numbered(1, sender, length, datagram.truncated(),
                    NumberedDatagram.text(numbered.get().run()), numbered.get().sequence(),
                    count == 0 ? null : count);
        }
        Optional<String> text = PrintableText.decode(datagram.bytes(), 0, length);
        return new Content(1, sender, length, datagram.truncated(), text, text.isPresent() ? Optional.empty()
                : Optional.of(HexFormat.of().formatHex(datagram.bytes(), 0, length)));
    }

    private static String length(ReceivedDatagram datagram) {
        String bytes = Numbers.counted(datagram.length(), "byte");
        return datagram.truncated() ? "truncated: the first " + bytes + " of a longer datagram" : bytes;
    }

    private static String text(NumberedDatagram numbered) {
        return "run " + NumberedDatagram.text(numbered.run()) + " sequence " + numbered.sequence()
                + (numbered.count() == 0 ? "" : " of " + Numbers.grouped(numbered.count()));
    }
}
