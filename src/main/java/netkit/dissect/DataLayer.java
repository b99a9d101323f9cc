package netkit.dissect;

import java.util.List;

/** Bytes that no decoder takes apart. */
final class DataLayer extends DissectedLayer {
    private final String notice;

    /** @param notice why they are not taken apart, or null */
    DataLayer(ByteSource source, int from, int to, String notice) {
        super(Protocol.DATA, source, from, from, to);
        this.notice = notice;
    }

    @Override
    public String summary() {
        return to() - from() + (to() - from() == 1 ? " byte" : " bytes")
                + (notice == null ? "" : ": " + notice);
    }

    @Override
    protected List<Field> computeFields() {
        int length = to() - from();
        return length == 0 ? List.of()
                : new FieldList(source().bytes(), from(), to()).bytes("data.data", "Data", 0, length)
                        .computed("data.len", "Length", length, Integer.toString(length)).fields();
    }

    @Override
    protected List<String> computeNotices() {
        return notice == null ? List.of() : List.of(notice);
    }
}
