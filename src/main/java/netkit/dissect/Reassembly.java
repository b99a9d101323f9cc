package netkit.dissect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import netkit.packet.IpAddress;
import netkit.packet.IpPacket;
import netkit.packet.Ipv6Packet;

/**
 * Puts the fragments of IP packets together (RFC 791 §3.2, RFC 8200 §4.5). Of IPv4 fragments that overlap, the one that
 * starts first counts, of two that start at the same place the one captured first; operating systems differ in this. An
 * IPv6 packet with overlapping fragments is discarded (RFC 5722 §4), save for exact duplicates. Unlike a host, it does
 * not give up after a minute, but when fragments of more than 16 MiB wait: then the oldest packet is dropped. Not
 * thread-safe.
 */
final class Reassembly {
    private static final int MAX_LENGTH = 65_535;
    private static final int MOST_BYTES = 16 << 20;
    /** Bytes that a fragment costs besides its payload. */
    private static final int OVERHEAD = 200;

    private record Key(IpAddress source, IpAddress destination, int identification, int protocol) {}

    /** @param packet the number of the packet that carried it */
    record Fragment(long packet, int offset, byte[] payload, boolean isLast, boolean overlaps,
            boolean conflicts) {
        int end() {
            return offset + payload.length;
        }
    }

    /**
     * What a fragment led to.
     *
     * @param source the payload, or null if fragments are missing
     * @param fragments those of the payload, by offset
     * @param notice why there is no payload, or null
     */
    record Result(ByteSource source, List<Fragment> fragments, String notice) {}

    private static final class Waiting {
        private final List<Fragment> fragments = new ArrayList<>();
        private int length = -1;
        private int bytes;
        private boolean isDiscarded;
    }

    private final Map<Key, Waiting> packets = new LinkedHashMap<>();
    private int bytes;

    /** Adds a fragment whose payload was captured whole. */
    Result add(long packet, IpPacket ip, int protocol, Extent payload) {
        int offset = ip.fragmentOffset();
        if (offset + payload.length() > MAX_LENGTH) {
            return new Result(null, List.of(), "the fragment ends beyond the 65,535 bytes of an IP packet");
        }
        boolean isVersion6 = ip instanceof Ipv6Packet;
        Key key = new Key(ip.source(), ip.destination(), ip.identification(), isVersion6 ? -1 : protocol);
        Waiting waiting = packets.computeIfAbsent(key, _ -> new Waiting());
        Fragment fragment = new Fragment(packet, offset,
                Arrays.copyOfRange(payload.bytes(), payload.from(), payload.to()), !ip.hasMoreFragments(),
                false, false);
        if (isVersion6 && (waiting.isDiscarded || overlaps(waiting, fragment))) {
            waiting.isDiscarded = true;
            account(waiting, -waiting.bytes);
            waiting.fragments.clear();
            return new Result(null, List.of(), "fragments overlap: the packet is discarded (RFC 5722)");
        }
        insert(waiting, fragment);
        Optional<byte[]> whole = whole(waiting);
        if (whole.isEmpty()) {
            makeRoom(key);
            return new Result(null, List.of(), null);
        }
        packets.remove(key);
        account(waiting, -waiting.bytes);
        List<Fragment> marked = marked(waiting.fragments, whole.get());
        return new Result(new ByteSource(whole.get(), ByteSource.Origin.REASSEMBLED_IP,
                marked.stream().map(Fragment::packet).toList()), marked, null);
    }

    private static boolean overlaps(Waiting waiting, Fragment added) {
        return waiting.fragments.stream()
                .anyMatch(other -> added.offset < other.end() && other.offset < added.end()
                        && !(added.offset == other.offset && Arrays.equals(added.payload, other.payload)));
    }

    private void insert(Waiting waiting, Fragment fragment) {
        int at = waiting.fragments.size();
        while (at > 0 && waiting.fragments.get(at - 1).offset > fragment.offset) {
            at--;
        }
        waiting.fragments.add(at, fragment);
        account(waiting, fragment.payload.length + OVERHEAD);
        if (fragment.isLast && waiting.length < 0) {
            waiting.length = fragment.end();
        }
    }

    private void account(Waiting waiting, int more) {
        waiting.bytes += more;
        bytes += more;
    }

    /** Drops the packets that wait longest, but not this one. */
    private void makeRoom(Key kept) {
        Iterator<Map.Entry<Key, Waiting>> oldest = packets.entrySet().iterator();
        while ((bytes > MOST_BYTES || packets.size() > MOST_BYTES / OVERHEAD) && oldest.hasNext()) {
            Map.Entry<Key, Waiting> next = oldest.next();
            if (!next.getKey().equals(kept)) {
                bytes -= next.getValue().bytes;
                oldest.remove();
            }
        }
    }

    /** Returns the payload, or empty if a part of it is missing. */
    private static Optional<byte[]> whole(Waiting waiting) {
        if (waiting.length < 0) {
            return Optional.empty();
        }
        int reached = 0;
        for (Fragment fragment : waiting.fragments) {
            if (fragment.offset > reached) {
                break;
            }
            reached = Math.max(reached, fragment.end());
        }
        if (reached < waiting.length) {
            return Optional.empty();
        }
        byte[] whole = new byte[waiting.length];
        int filled = 0;
        for (Fragment fragment : waiting.fragments) {
            int to = Math.min(fragment.end(), whole.length);
            if (to > filled) {
                System.arraycopy(fragment.payload, filled - fragment.offset, whole, filled, to - filled);
                filled = to;
            }
        }
        return Optional.of(whole);
    }

    private static List<Fragment> marked(List<Fragment> fragments, byte[] whole) {
        List<Fragment> marked = new ArrayList<>();

        int filled = 0;
        for (Fragment fragment : fragments) {
            int common = Math.min(Math.min(filled, whole.length), fragment.end()) - fragment.offset;
            boolean conflicts = common > 0
                    && !Arrays.equals(whole, fragment.offset, fragment.offset + common,
                            fragment.payload, 0, common);
            marked.add(new Fragment(fragment.packet, fragment.offset, fragment.payload, fragment.isLast,
                    fragment.offset < filled, conflicts));
            filled = Math.max(filled, fragment.end());
        }
        return marked;
    }

    /** Adds the fields of a reassembled packet; as in Wireshark, those of IPv4 have the payload twice. */
    static void fields(FieldList list, String protocol, Result result) {
        if (result == null || result.source == null) {
            return;
        }
        FieldList parts = new FieldList(new byte[0], 0, 0);
        for (Fragment fragment : result.fragments) {
            String name = protocol + (fragment.conflicts ? ".fragment.error" : ".fragment");
            parts.computed(name, "Fragment", fragment.packet,
                    "packet " + fragment.packet + ", bytes " + fragment.offset
                            + " to " + (fragment.end() - 1));
            parts.parts(marks -> {
                if (fragment.overlaps) {
                    marks.computed(protocol + ".fragment.overlap", "Overlap", new FieldValue.Flag(true),
                            "yes");
                }
                if (fragment.conflicts) {
                    marks.computed(protocol + ".fragment.overlap.conflict", "Overlap with other bytes",
                            new FieldValue.Flag(true), "yes");
                }
            });
        }
        byte[] whole = result.source.bytes();
        String length = whole.length + " bytes";
        parts.computed(protocol + ".fragment.count", "Fragments", result.fragments.size(),
                Integer.toString(result.fragments.size()))
                .computed(protocol + ".reassembled.length", "Reassembled length", whole.length, length)
                .computed(protocol + ".reassembled.data", "Reassembled payload", new FieldValue.Bytes(whole),
                        length);
        list.computed(protocol + ".fragments", "Reassembled from fragments",
                protocol.equals("ip") ? new FieldValue.Bytes(whole) : new FieldValue.Text(""), length)
                .parts(all -> all.all(parts.fields()));
    }
}
