package netkit.lab.namespace;

/** The ways to hosts of one's own, in the order in which they are tried; the first that works is taken. */
public enum LabBackend {
    USER_TUN(NamespaceMethod.USER, PortKind.TUN, "a user namespace and TUN devices"), USER_VETH(
            NamespaceMethod.USER, PortKind.VETH,
            "a user namespace and virtual Ethernet"), ROOT_TUN(NamespaceMethod.ROOT, PortKind.TUN,
                    "root's rights and TUN devices"), ROOT_VETH(NamespaceMethod.ROOT, PortKind.VETH,
                            "root's rights and virtual Ethernet");

    private final NamespaceMethod door;
    private final PortKind port;
    private final String description;

    LabBackend(NamespaceMethod door, PortKind port, String description) {
        this.door = door;
        this.port = port;
        this.description = description;
    }

    public static LabBackend of(NamespaceMethod door, PortKind port) {
        for (LabBackend way : values()) {
            if (way.door == door && way.port == port) {
                return way;
            }
        }
        throw new AssertionError(door + " with " + port);
    }

    NamespaceMethod door() {
        return door;
    }

    public PortKind port() {
        return port;
    }

    /** In a few words, such as {@code a user namespace and TUN devices}. */
    public String description() {
        return description;
    }
}
