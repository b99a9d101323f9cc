package netkit.dissect;

import java.util.List;

/** Extension headers at the start of a payload that was reassembled. */
final class Ipv6ExtensionLayer extends DissectedLayer {
    private final int first;

    Ipv6ExtensionLayer(Extent extent, Ipv6Extensions headers) {
        super(Protocol.IPV6, extent.source(), extent.from(), headers.to(), extent.to());
        first = headers.first();
    }

    @Override
    public String summary() {
        return "extension headers";
    }

    @Override
    protected List<Field> computeFields() {
        FieldList list = new FieldList(source().bytes(), from(), headerTo());
        Ipv6Extensions.add(list, first, 0);
        return list.fields();
    }
}
