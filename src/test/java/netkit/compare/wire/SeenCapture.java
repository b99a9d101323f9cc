package netkit.compare.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import netkit.compare.ledger.NumberedMessage;
import netkit.compare.ledger.Workload;
import netkit.testing.Tshark;

/** The packets in the capture of one host of a lab, as tshark decodes them. */
record SeenCapture(List<Frame> frames) {
    private static final List<String> CHECKED = List.of("-o", "tcp.check_checksum:TRUE", "-o",
            "udp.check_checksum:TRUE");
    private static final String BAD = "0";
    private static final String GOOD = "1";

    /** The fields that tshark prints. The first are the frame's own, also if it is an ICMP message about another packet. */
    private static final List<String> FIELDS = List.of("frame.section_number", "icmp.type", "ip.src",
            "ip.len",
            "frame.comment", "tcp.checksum.status", "udp.checksum.status", "tcp.checksum.ffff", "tcp.stream",
            "tcp.seq", "tcp.payload", "udp.payload", "tcp.analysis.retransmission",
            "tcp.analysis.fast_retransmission", "tcp.analysis.spurious_retransmission",
            "tcp.analysis.out_of_order");
    private static final int OWN_OF_ICMP = FIELDS.indexOf("frame.comment");
    private static final int FIRST_OF_OTHERS = OWN_OF_ICMP + 1;
    /** tshark guesses the round trip and may call a retransmission out of order. */
    private static final int FIRST_KIND_OF_AGAIN = FIELDS.indexOf("tcp.analysis.retransmission");

    private static final Pattern REQUEST_LINE = Pattern.compile("(GET|POST) \\S+ HTTP/1\\.1\r\n");

    /** The beginning of the payload of a DATA datagram, in hex: "NKRD" and two numbers of four bytes. */
    private static final String RELIABLE_DATA = "4e4b5244";
    private static final int RELIABLE_NUMBERS = 24;

    /** @param fields as tshark prints them; empty where the packet has no such field, as ARP has no {@code ip.src} */
    record Frame(String[] fields) {
        private static Frame of(String line) {
            String[] fields = line.split("\\|", -1);
            Frame frame = new Frame(fields);
            if (!frame.get("icmp.type").isEmpty()) { // what follows is of the packet that it is about
                for (int i = 0; i < OWN_OF_ICMP; i++) {
                    fields[i] = fields[i].split(",")[0];
                }
                Arrays.fill(fields, FIRST_OF_OTHERS, fields.length, "");
            }
            return frame;
        }

        private String get(String field) {
            return fields[FIELDS.indexOf(field)];
        }

        boolean isFrom(String address) {
            return get("ip.src").equals(address);
        }

        boolean hasComment(String text) {
            return get("frame.comment").contains(text);
        }

        boolean isDamaged() {
            return (get("tcp.checksum.status").equals(BAD) && !isNegativeZero())
                    || get("udp.checksum.status").equals(BAD);
        }

        boolean isWhole() {
            return get("tcp.checksum.status").equals(GOOD) || isNegativeZero()
                    || get("udp.checksum.status").equals(GOOD);
        }

        /**
         * Whether the checksum is right except that it is the other zero of one's complement (RFC 1624): Linux writes
         * FFFF where 0000 is meant, in TCP as in UDP, about once in 65,536 segments. It verifies, and tshark calls it
         * bad nevertheless.
         */
        private boolean isNegativeZero() {
            return !get("tcp.checksum.ffff").isEmpty();
        }

        /** Returns whether it is a TCP segment whose bytes were sent before. */
        boolean isAgain() {
            return !String.join("", List.of(fields).subList(FIRST_KIND_OF_AGAIN, fields.length)).isEmpty();
        }

        private byte[] payload() {
            return HexFormat.of().parseHex(get("tcp.payload") + get("udp.payload"));
        }
    }

    static SeenCapture read(Path file) throws Exception {
        return read(List.of(file)).getFirst();
    }

    /**
     * Reads captures of one host in several trials with one tshark, which takes longer to start than to read. They must
     * have no TCP connection in common.
     */
    static List<SeenCapture> read(List<Path> files) throws Exception {
        Path all = Files.createTempFile("captures", ".pcapng");
        try {
            for (Path file : files) { // a file is a section, and several make a file, too
                Files.write(all, Files.readAllBytes(file), StandardOpenOption.APPEND);
            }
            Map<Integer, List<Frame>> sections = new TreeMap<>();
            for (String line : Tshark.fields(all, CHECKED, FIELDS.toArray(String[]::new))) {
                Frame frame = Frame.of(line);
                sections.computeIfAbsent(Integer.valueOf(frame.get("frame.section_number")),
                        _ -> new ArrayList<>()).add(frame);
            }
            assertEquals(files.size(), sections.size(), "captures with packets");
            return sections.values().stream().map(SeenCapture::new).toList();
        } finally {
            Files.delete(all);
        }
    }

    /** Returns how many frames of the host with this address match. */
    long count(String from, Predicate<Frame> which) {
        return frames.stream().filter(frame -> frame.isFrom(from)).filter(which).count();
    }

    /** Returns the bytes of the IP packets of the host with this address. */
    long bytes(String from) {
        return frames.stream().filter(frame -> frame.isFrom(from))
                .mapToLong(frame -> Long.parseLong(frame.get("ip.len"))).sum();
    }

    /**
     * How many frames of the host with this address, in its own capture, have bytes that it had sent before: TCP's by what
     * tshark says of them, those of netkit's protocol over UDP by the session and the sequence number in their payload.
     */
    long countRetransmitted(String from) {
        Set<String> sent = new HashSet<>();
        return count(from, Frame::isAgain)
                + count(from, frame -> frame.get("udp.payload").startsWith(RELIABLE_DATA)
                        && !sent.add(frame.get("udp.payload").substring(0, RELIABLE_NUMBERS)));
    }

    /** Returns the numbers of the messages whose bytes are all in undamaged packets of the host with this address. */
    Set<Integer> messages(String from, int trial, Workload workload) {
        List<Frame> whole = frames.stream().filter(frame -> frame.isFrom(from) && frame.isWhole()).toList();
        Stream<byte[]> datagrams = whole.stream().filter(frame -> !frame.get("udp.payload").isEmpty())
                .map(Frame::payload);
        List<String> texts = Stream.concat(datagrams, streams(whole))
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)).toList();
        Set<Integer> found = new TreeSet<>();
        byte[] message = new byte[workload.size()];
        for (int number = 0; number < workload.messages(); number++) {
            NumberedMessage.encode(trial, number, message);
            String wanted = new String(message, StandardCharsets.ISO_8859_1);
            if (texts.stream().anyMatch(text -> text.contains(wanted))) {
                found.add(number);
            }
        }
        return found;
    }

    /** Returns the number of TCP connections of which the host with this address sent a segment. */
    long connections(String from) {
        return frames.stream().filter(frame -> frame.isFrom(from)).map(frame -> frame.get("tcp.stream"))
                .filter(stream -> !stream.isEmpty()).distinct().count();
    }

    /** Returns the number of HTTP requests in what the host with this address sent, in its own capture. */
    long requests(String from) {
        return streams(frames.stream().filter(frame -> frame.isFrom(from)).toList())
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .mapToLong(text -> REQUEST_LINE.matcher(text).results().count()).sum();
    }

    /** Returns one direction of each TCP connection; missing bytes are zeros. */
    private static Stream<byte[]> streams(List<Frame> frames) {
        Map<String, byte[]> streams = new TreeMap<>();
        for (Frame frame : frames) {
            byte[] payload = frame.payload();
            if (!frame.get("tcp.stream").isEmpty() && payload.length > 0) {
                int from = Integer.parseInt(frame.get("tcp.seq"));
                streams.merge(frame.get("tcp.stream"), place(new byte[0], from, payload),
                        (stream, _) -> place(stream, from, payload));
            }
        }
        return streams.values().stream();
    }

    private static byte[] place(byte[] stream, int from, byte[] payload) {
        byte[] longer = Arrays.copyOf(stream, Math.max(stream.length, from + payload.length));
        System.arraycopy(payload, 0, longer, from, payload.length);
        return longer;
    }
}
