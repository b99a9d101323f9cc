package netkit.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import netkit.dissect.ByteSource;
import netkit.dissect.DissectedLayer;
import netkit.dissect.DissectedPacket;
import netkit.dissect.explain.Overhead;
import netkit.dissect.explain.TwoModels;

/**
 * The packets of a capture as one HTML file that needs no network: the list, each packet's bytes beside its fields, the
 * two models, and for a TCP connection the ladder, the bytes over time and what both ends said. The script {@code
 * packets.js} draws it from the data in the file.
 */
public final class PacketPage {
    /** Packets of a page; more would make it slow to open. */
    public static final int MAX_PACKETS = 2000;
    private static final String D3 = "/META-INF/resources/webjars/d3/7.9.0/dist/d3.min.js";
    private static final double MILLI = 1e6;

    private final String name;
    private final JsonArray packets = new JsonArray();
    private long zero = Long.MIN_VALUE;
    private boolean isFull;

    /** @param name of the capture, for the heading */
    public PacketPage(String name) {
        this.name = name;
    }

    /** Notes when the capture begins, whether or not its first packet is shown. */
    public void start(DissectedPacket packet) {
        if (zero == Long.MIN_VALUE) {
            zero = packet.packet().epochNanos().orElse(Long.MIN_VALUE);
        }
    }

    /** @return whether there is room for another */
    public boolean add(DissectedPacket packet) {
        if (packets.size() == MAX_PACKETS) {
            isFull = true;
            return false;
        }
        JsonObject json = PacketJson.of(packet);
        json.addProperty("at",
                packet.packet().epochNanos().isPresent()
                        ? (packet.packet().epochNanos().getAsLong() - zero) / MILLI
                        : 0);
        json.addProperty("overhead", Overhead.of(packet).sentence());
        json.addProperty("bytes", base64(packet.packet().bytes()));
        json.add("models", models(packet));
        otherBytes(packet, json);
        packets.add(json);
        return true;
    }

    /** Adds the bytes of layers that are not those of the packet, each once, and their places to the layers. */
    private static void otherBytes(DissectedPacket packet, JsonObject json) {
        Map<byte[], Integer> sources = new IdentityHashMap<>();
        JsonArray others = new JsonArray();
        List<DissectedLayer> layers = packet.layers();
        for (int i = 0; i < layers.size(); i++) {
            ByteSource source = layers.get(i).source();
            JsonObject layer = json.getAsJsonArray("layers").get(i).getAsJsonObject();
            layer.addProperty("name", layers.get(i).protocol().displayName());
            layer.addProperty("osiName", TwoModels.osiName(layers.get(i).protocol().osiLayer()));
            if (source.origin() != ByteSource.Origin.PACKET) {
                Integer known = sources.putIfAbsent(source.bytes(), others.size());
                if (known == null) {
                    others.add(base64(source.bytes()));
                }
                layer.addProperty("other", sources.get(source.bytes()));
            }
        }
        json.add("others", others);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static JsonArray models(DissectedPacket packet) {
        JsonArray models = new JsonArray();
        for (TwoModels.OsiLayer layer : TwoModels.of(packet)) {
            JsonObject json = new JsonObject();
            json.addProperty("number", layer.number());
            json.addProperty("name", layer.name());
            json.addProperty("model", TwoModels.name(layer.model()));
            json.addProperty("protocols", layer.protocols());
            json.addProperty("length", layer.length().isPresent() ? layer.length().getAsInt() : null);
            json.addProperty("explanation", layer.explanation());
            models.add(json);
        }
        return models;
    }

    /** Returns {@code 24 packets}. */
    public String summary() {
        return Numbers.counted(packets.size(), "packet")
                + (isFull ? " (a page has at most " + Numbers.grouped(MAX_PACKETS) + ")" : "");
    }

    /** @throws IOException with one line that says which file cannot be written */
    public void write(Path file) throws IOException {
        String html = html();
        OutputFile.write(file, writer -> writer.write(html));
    }

    String html() throws IOException {
        ReportMarkup page = new ReportMarkup();
        page.own("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
        page.empty("meta", "charset", "utf-8");
        page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.empty("meta", "http-equiv", "Content-Security-Policy", "content",
                "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:");
        page.empty("link", "rel", "icon", "href", "data:,");
        page.element("title", "netkit dissect: " + name);
        page.open("style").own(WebModules.text("/netkit/web/netkit.css")
                + WebModules.text("/netkit/web/report.css") + WebModules.text("/netkit/web/packets.css"))
                .close();
        page.close().open("body").line();
        page.open("header").element("p", "netkit dissect", "class", "brand").element("h1", name);
        page.element("p", summary() + ".", "class", "ground");
        page.element("noscript", "This page needs its script to show the packets.").close();
        page.open("main", "id", "packets").close();
        JsonObject data = new JsonObject();
        data.addProperty("schema", 1);
        data.add("packets", packets);
        // < could end the element (WHATWG HTML §4.12.1.3)
        page.open("script", "type", "application/json", "id", "data")
                .own(Json.line(data).replace("<", "\\u003c")).close();
        page.open("script").own(WebModules.text(D3)).close();
        page.open("script", "type", "module").own(WebModules.bundled("packets")).close();
        page.close().close().line();
        return page.toString();
    }
}
