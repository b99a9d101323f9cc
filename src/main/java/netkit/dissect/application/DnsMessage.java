package netkit.dissect.application;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A DNS message (RFC 1035 §4).
 *
 * @param records those of the answer section
 */
record DnsMessage(int id, int flags, List<Entry> questions, List<Entry> records, int[] counts) {
    static final int HEADER_LENGTH = 12;
    private static final int MOST_ENTRIES = 100;
    /** RFC 1035 §3.1: more than a name of 255 bytes can have. */
    private static final int MOST_LABELS = 128;

    /** A question, or a record with its data as text. */
    record Entry(String name, int type, int recordClass, long timeToLive, String data, int from, int to) {}

    boolean isResponse() {
        return (flags & 0x8000) != 0;
    }

    static Optional<DnsMessage> decode(byte[] bytes) {
        if (bytes.length < HEADER_LENGTH) {
            return Optional.empty();
        }
        int[] counts = {at16(bytes, 4), at16(bytes, 6), at16(bytes, 8), at16(bytes, 10)};
        int opcode = at16(bytes, 2) >>> 11 & 0xF;
        boolean isUsual = counts[0] <= MOST_ENTRIES && counts[0] + counts[1] > 0 && opcode <= 6;
        if (!isUsual) {
            return Optional.empty();
        }
        List<Entry> questions = new ArrayList<>();
        List<Entry> records = new ArrayList<>();
        try {
            int at = HEADER_LENGTH;
            for (int i = 0; i < counts[0]; i++) {
                int end = nameEnd(bytes, at) + 4;
                questions
                        .add(new Entry(name(bytes, at), at16(bytes, end - 4), at16(bytes, end - 2), 0, "", at,
                                end));
                at = end;
            }
            for (int i = 0; i < Math.min(counts[1], MOST_ENTRIES); i++) {
                Entry record = record(bytes, at);
                records.add(record);
                at = record.to;
            }
        } catch (IndexOutOfBoundsException _) {
            if (questions.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new DnsMessage(at16(bytes, 0), at16(bytes, 2), questions, records, counts));
    }

    private static Entry record(byte[] bytes, int at) {
        int head = nameEnd(bytes, at);
        int type = at16(bytes, head);
        int length = at16(bytes, head + 8);
        int data = head + 10;
        long timeToLive = (long) at16(bytes, head + 4) << 16 | at16(bytes, head + 6);
        if (data + length > bytes.length) {
            throw new IndexOutOfBoundsException(data + length);
        }
        return new Entry(name(bytes, at), type, at16(bytes, head + 2), timeToLive,
                data(bytes, type, data, length), at, data + length);
    }

    private static String data(byte[] bytes, int type, int at, int length) {
        return switch (type) {
            case 1, 28 -> address(Arrays.copyOfRange(bytes, at, at + length));
            case 2, 5, 12 -> name(bytes, at);
            case 15 -> at16(bytes, at) + " " + name(bytes, at + 2);
            case 16 -> new String(bytes, at + 1, Math.max(0, Math.min(length - 1, bytes[at] & 0xFF)),
                    StandardCharsets.UTF_8);
            default -> length + " bytes";
        };
    }

    private static String address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException _) {
            return "an address of " + bytes.length + " bytes";
        }
    }

    /** Returns the offset after a name: a pointer ends it (RFC 1035 §4.1.4). */
    private static int nameEnd(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != 0) {
            int length = bytes[at] & 0xFF;
            if (length >= 0xC0) {
                return at + 2;
            }
            if (length > 63) {
                throw new IndexOutOfBoundsException("a label of " + length + " bytes");
            }
            at += 1 + length;
        }
        return at + 1;
    }

    /** Follows pointers, which must lead backward: so they cannot form a loop. */
    private static String name(byte[] bytes, int from) {
        StringBuilder name = new StringBuilder();
        int at = from;
        int before = from;
        for (int labels = 0; bytes[at] != 0; labels++) {
            int length = bytes[at] & 0xFF;
            if (length >= 0xC0) {
                at = (length & 0x3F) << 8 | bytes[at + 1] & 0xFF;
                if (at >= before) {
                    throw new IndexOutOfBoundsException("a pointer that leads forward");
                }
                before = at;
                continue;
            }
            if (length > 63 || labels > MOST_LABELS) {
                throw new IndexOutOfBoundsException("a name that is too long");
            }
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(bytes, at + 1, length, StandardCharsets.US_ASCII));
            at += 1 + length;
        }
        return name.isEmpty() ? "<Root>" : name.toString();
    }

    private static int at16(byte[] bytes, int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    static String type(int type) {
        return switch (type) {
            case 1 -> "A";
            case 2 -> "NS";
            case 5 -> "CNAME";
            case 6 -> "SOA";
            case 12 -> "PTR";
            case 15 -> "MX";
            case 16 -> "TXT";
            case 28 -> "AAAA";
            case 33 -> "SRV";
            case 65 -> "HTTPS";
            default -> "type " + type;
        };
    }

    String summary() {
        StringBuilder text = new StringBuilder(isResponse() ? "response" : "query");
        questions.forEach(one -> text.append(' ').append(type(one.type)).append(' ').append(one.name));
        records.forEach(one -> text.append(", ").append(type(one.type)).append(' ').append(one.data));
        int code = flags & 0xF;
        return isResponse() && code != 0
                ? text.append(code == 3 ? ", no such name" : ", error " + code).toString()
                : text.toString();
    }

    void fields(FieldSink sink) {
        sink.number("dns.id", "Id", id, "0x" + String.format("%04x", id), 0, 2, 0)
                .number("dns.flags", "Flags", flags, "0x" + String.format("%04x", flags), 2, 4, 0)
                .parts(parts -> parts
                        .flag("dns.flags.response", "Response", isResponse(), 2, 4, 0x8000)
                        .number("dns.flags.opcode", "Opcode", flags >>> 11 & 0xF,
                                Integer.toString(flags >>> 11 & 0xF), 2, 4, 0x7800)
                        .flag("dns.flags.truncated", "Truncated", (flags & 0x200) != 0, 2, 4, 0x200)
                        .flag("dns.flags.recdesired", "Recursion desired", (flags & 0x100) != 0, 2, 4, 0x100))
                .number("dns.count.queries", "Questions", counts[0], 4, 6)
                .number("dns.count.answers", "Answers", counts[1], 6, 8)
                .number("dns.count.auth_rr", "Authorities", counts[2], 8, 10)
                .number("dns.count.add_rr", "Additional records", counts[3], 10, 12);
        for (Entry question : questions) {
            sink.text("dns.qry.name", "Name asked for", question.name, question.from, question.to - 4)
                    .number("dns.qry.type", "Type", question.type,
                            question.type + " (" + type(question.type) + ")", question.to - 4,
                            question.to - 2, 0)
                    .number("dns.qry.class", "Class", question.recordClass, question.to - 2, question.to);
        }
        for (Entry one : records) {
            sink.text("dns.resp.name", "Name", one.name, one.from, one.to)
                    .number("dns.resp.type", "Type", one.type, one.type + " (" + type(one.type) + ")",
                            one.from,
                            one.to, 0)
                    .number("dns.resp.ttl", "Time to live", one.timeToLive, one.timeToLive + " s", one.from,
                            one.to, 0)
                    .text(field(one.type), "Data", one.data, one.from, one.to);
        }
    }

    private static String field(int type) {
        return switch (type) {
            case 1 -> "dns.a";
            case 28 -> "dns.aaaa";
            case 5 -> "dns.cname";
            case 2 -> "dns.ns";
            case 12 -> "dns.ptr.domain_name";
            case 16 -> "dns.txt";
            default -> "dns.resp.data";
        };
    }
}
