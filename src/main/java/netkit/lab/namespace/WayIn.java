package netkit.lab.namespace;

/** The ways to hosts of one's own, in the order in which they are tried; the first that works is taken. */
public enum WayIn {
    USER_TUN(Door.USER, PortKind.TUN, "a user namespace and TUN devices"), USER_VETH(Door.USER, PortKind.VETH,
            "a user namespace and virtual Ethernet"), ROOT_TUN(Door.ROOT, PortKind.TUN,
                    "root's rights and TUN devices"), ROOT_VETH(Door.ROOT, PortKind.VETH,
                            "root's rights and virtual Ethernet");

    private final Door door;
    private final PortKind port;
    private final String description;

    WayIn(Door door, PortKind port, String description) {
        this.door = door;
        this.port = port;
        this.description = description;
    }

    public static WayIn of(Door door, PortKind port) {
        for (WayIn way : values()) {
            if (way.door == door && way.port == port) {
                return way;
            }
        }
        throw new AssertionError(door + " with " + port);
    }

    Door door() {
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
