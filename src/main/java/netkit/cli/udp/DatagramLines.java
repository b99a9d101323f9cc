package netkit.cli.udp;

import java.io.PrintWriter;
import java.util.HexFormat;
import java.util.Optional;

import com.google.gson.JsonObject;

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
        out.flush();
    }

    static JsonObject json(ReceivedDatagram datagram) {
        JsonObject json = new JsonObject();
        json.addProperty("schema", 1);
        json.addProperty("sender", Endpoint.of(datagram.sender()).toString());
        json.addProperty("bytes", datagram.length());
        json.addProperty("truncated", datagram.truncated());
        NumberedDatagram.decode(datagram.bytes(), datagram.length()).ifPresentOrElse(
                numbered -> addHeader(json, numbered), () -> addContent(json, datagram));
        return json;
    }

    private static void addHeader(JsonObject json, NumberedDatagram numbered) {
        json.addProperty("run", NumberedDatagram.text(numbered.run()));
        json.addProperty("sequence", numbered.sequence());
        json.addProperty("count", numbered.count() == 0 ? null : numbered.count());
    }

    private static void addContent(JsonObject json, ReceivedDatagram datagram) {
        PrintableText.decode(datagram.bytes(), 0, datagram.length()).ifPresentOrElse(
                text -> json.addProperty("text", text),
                () -> json.addProperty("hex",
                        HexFormat.of().formatHex(datagram.bytes(), 0, datagram.length())));
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
