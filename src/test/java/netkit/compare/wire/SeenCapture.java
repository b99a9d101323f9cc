package netkit.compare.wire;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

    /** The fields that tshark prints, in the order of {@link Frame}. */
    private static final String[] FIELDS = {"ip.src", "frame.comment",
        "tcp.checksum.status", "udp.checksum.status", "tcp.checksum.ffff", "tcp.stream", "tcp.seq",
        "tcp.payload", "udp.payload",
        "tcp.analysis.retransmission", "tcp.analysis.fast_retransmission",
        "tcp.analysis.spurious_retransmission", "tcp.analysis.out_of_order"};
    /** tshark guesses the round trip and may call a retransmission out of order. */
    private static final int FIRST_KIND_OF_AGAIN = 9;

    private static final Pattern REQUEST_LINE = Pattern.compile("(GET|POST) \\S+ HTTP/1\\.1\r\n");

    /** The beginning of the payload of a DATA datagram, in hex: "NKRD" and two numbers of four bytes. */
    private static final String RELIABLE_DATA = "4e4b5244";
    private static final int RELIABLE_NUMBERS = 24;

    /** @param fields as tshark prints them; empty where the packet has no such field, as ARP has no {@code ip.src} */
    record Frame(String[] fields) {
        boolean isFrom(String address) {
            // an ICMP message has the header of another packet in it: the first is its own
            return fields[0].split(",")[0].equals(address);
        }

        boolean hasComment(String text) {
            return fields[1].contains(text);
        }

        boolean isDamaged() {
            return (fields[2].equals(BAD) && !isNegativeZero()) || fields[3].equals(BAD);
        }

        boolean isWhole() {
            return fields[2].equals(GOOD) || isNegativeZero() || fields[3].equals(GOOD);
        }

        /**
         * Whether the checksum is right except that it is the other zero of one's complement (RFC 1624): Linux writes
         * FFFF where 0000 is meant, in TCP as in UDP, about once in 65,536 segments. It verifies, and tshark calls it
         * bad nevertheless.
         */
        private boolean isNegativeZero() {
            return !fields[4].isEmpty();
        }

        /** Returns whether it is a TCP segment whose bytes were sent before. */
        boolean isAgain() {
            return !String.join("", List.of(fields).subList(FIRST_KIND_OF_AGAIN, fields.length)).isEmpty();
        }

        private byte[] payload() {
            return HexFormat.of().parseHex(fields[7] + fields[8]);
        }
    }

    static SeenCapture read(Path file) throws Exception {
        return new SeenCapture(Tshark.fields(file, CHECKED, FIELDS).stream()
                .map(line -> new Frame(line.split("\\|", -1))).toList());
    }

    /** Returns how many frames of the host with this address match. */
    long count(String from, Predicate<Frame> which) {
        return frames.stream().filter(frame -> frame.isFrom(from)).filter(which).count();
    }

    /**
     * How many frames of the host with this address, in its own capture, have bytes that it had sent before: TCP's by what
     * tshark says of them, those of netkit's protocol over UDP by the session and the sequence number in their payload.
     */
    long countRetransmitted(String from) {
        Set<String> sent = new HashSet<>();
        return count(from, Frame::isAgain)
                + count(from, frame -> frame.fields[8].startsWith(RELIABLE_DATA)
                        && !sent.add(frame.fields[8].substring(0, RELIABLE_NUMBERS)));
    }

    /** Returns the numbers of the messages whose bytes are all in undamaged packets of the host with this address. */
    Set<Integer> messages(String from, int trial, Workload workload) {
        List<Frame> whole = frames.stream().filter(frame -> frame.isFrom(from) && frame.isWhole()).toList();
        Stream<byte[]> datagrams = whole.stream().filter(frame -> !frame.fields[8].isEmpty())
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
        return frames.stream().filter(frame -> frame.isFrom(from)).map(frame -> frame.fields[5])
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
            if (!frame.fields[5].isEmpty() && payload.length > 0) {
                int from = Integer.parseInt(frame.fields[6]);
                streams.merge(frame.fields[5], place(new byte[0], from, payload),
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
