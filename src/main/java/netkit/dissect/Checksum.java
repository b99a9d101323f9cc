package netkit.dissect;

import java.util.List;

import netkit.packet.ChecksumVerdict;

/**
 * The result of verifying a checksum.
 *
 * @param notice the likely cause if it is wrong, or null
 */
record Checksum(ChecksumVerdict verdict, String notice) {
    static final Checksum UNKNOWN = new Checksum(ChecksumVerdict.UNKNOWN, null);

    /** Returns the number of Wireshark's checksum status. */
    int status() {
        return switch (verdict) {
            case WRONG -> 0;
            case CORRECT -> 1;
            case UNKNOWN -> 2;
            case ABSENT -> 3;
        };
    }

    List<String> notices() {
        return notice == null ? List.of() : List.of(notice);
    }

    /** Adds the field of the checksum and that of its status. */
    void add(FieldList list, String name, int offset) {
        list.hex(name, "Checksum", offset, 2, _ -> Names.checksumStatus(status()));
        list.computed(name + ".status", "Status of the checksum", status(), Names.checksumStatus(status()));
    }
}
