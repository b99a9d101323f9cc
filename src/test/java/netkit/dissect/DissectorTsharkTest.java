package netkit.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import netkit.testing.Tshark;

/**
 * Compares each field of each packet with {@code tshark -T json}, run with its default preferences. The captures of
 * src/test/resources/netkit/captures are netkit's own: made by hand, or by netkit in its lab. More are compared with
 * {@code -Dnetkit.captures=FOLDER}.
 */
@Tag("peers")
@Tag("slow")
class DissectorTsharkTest {
    @BeforeAll
    static void assumeComparedSeries() throws Exception {
        Tshark.assumeComparedSeries();
    }

    private static final Path OWN = Path.of("src/test/resources/netkit/captures");

    /** What is compared of all captures: the names of these protocols. */
    private static final List<String> HEADERS = List.of("frame.", "eth.", "vlan.", "ieee8021ad.", "arp.",
            "sll.",
            "null.", "ip.", "ipv6.", "icmp.", "icmpv6.", "udp.", "tcp.");

    /** What is compared besides, unless the packets are damaged: the names of these protocols. */
    private static final List<String> APPLICATIONS = List.of("http.", "websocket.");
    /** What TCP and UDP tell of conversations; quotations and tunnels belong to other conversations in Wireshark. */
    private static final String OF_CONVERSATIONS = "tcp\\.(stream|connection.*|completeness|seq|nxtseq|ack|window_size"
            + "|window_size_scalefactor|time_.*|analysis.*)|udp\\.(stream|time_.*)";

    private static Map<String, String> notOffered() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put(".*_resolved", "netkit looks up no names");
        names.put("frame\\.(?!number$|len$|cap_len$|time_epoch$|comment$).*",
                "about the file, in Wireshark's own words");
        names.put("(ip|tcp|udp)\\.checksum\\.status",
                "tshark does not verify them by default; another test compares");
        names.put("tcp\\.analysis(\\.duplicate_ack)?", "headings");
        names.put("tcp\\.(segment.*|reassembled.*|pdu.*)", "each layer names the packets that carried it");
        names.put(
                "http\\.(request_in|response_in|(prev|next)_.*|time|response_for.*|(request|response)_number)",
                "of the pair of request and response, not of a head");
        names.put("http\\.(chunk.*|file_data)", "of the body, not of the head");
        names.put("websocket\\.(masked_payload|fragment.*|reassembled.*|message)",
                "netkit shows what was masked, and each message as a layer of its own");
        names.put("tcp\\.options\\.(mptcp|scps).*", "not taken apart: rare");
        names.put("ip\\.(opt\\.(sec|ext_sec|qs|unknown).*|cipso.*)", "not taken apart: rare");
        names.put("ipv6\\.opt\\.(ilnp_nonce|rpl.*|qs_.*|unknown)", "not taken apart: rare");
        names.put("icmp\\.data_time.*",
                "of the 16 bytes that Linux writes, tshark 4.0 takes half for the time");
        names.put("icmp\\.ext.*|icmp\\.mpls.*", "not taken apart: rare");
        names.put("icmpv6\\.(ext|ni|rr|mcast_ra|opt\\.pref64|opt\\.captive).*", "not taken apart: rare");
        return names;
    }

    private static FieldComparison.Names names(Path capture) {
        String name = capture.getFileName().toString();
        Map<String, String> notOffered = notOffered();
        List<String> protocols = new ArrayList<>(HEADERS);
        if (isMadeByHand(capture) || name.startsWith("lab-unreachable")) {
            notOffered.put(OF_CONVERSATIONS, "damaged or quoted packets");
        } else {
            protocols.addAll(APPLICATIONS);
        }
        if (name.startsWith("lab-server-sent-events")) {
            notOffered.put("http\\..*", "tshark waits for the end of the events with the head");
        }
        return FieldComparison.Names.of(protocols, notOffered);
    }

    private static boolean isMadeByHand(Path capture) {
        return capture.startsWith(OWN) && !capture.getFileName().toString().startsWith("lab-");
    }

    static Stream<Path> own() throws IOException {
        return captures(OWN);
    }

    private static Stream<Path> captures(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)(\\.gz)?")).sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("own")
    void eachFieldOfEachPacketEqualsThatOfTshark(Path capture) throws Exception {
        assertEquals("", String.join("\n", FieldComparison.differences(capture, names(capture))));
    }

    static Stream<Path> withoutQuotations() throws IOException {
        return captures(OWN).filter(file -> file.getFileName().toString().matches("lab-(?!unreachable).*"));
    }

    /** tshark verifies checksums only when it is told to, then also in quotations. */
    @ParameterizedTest
    @MethodSource("withoutQuotations")
    void resultOfEachChecksumEqualsThatOfTshark(Path capture) throws Exception {
        FieldComparison.Names status = new FieldComparison.Names(Pattern.compile(".*\\.checksum\\.status"),
                Map.of());
        assertEquals("", String.join("\n", FieldComparison.differences(capture, status, "-o",
                "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE")));
    }

    static Stream<Path> others() throws IOException {
        String folder = System.getProperty("netkit.captures", "");
        return folder.isEmpty() ? Stream.empty() : captures(Path.of(folder));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("others")
    void eachFieldOfOtherCapturesEqualsThatOfTshark(Path capture) throws Exception {
        assertEquals("", String.join("\n", FieldComparison.differences(capture, names(capture))));
    }
}
