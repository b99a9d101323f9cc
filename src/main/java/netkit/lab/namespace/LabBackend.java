package netkit.lab.namespace;

/** The combinations of namespace and interface that a lab can run on, in the order in which they are tried. */
public enum LabBackend {
    // the empty comments keep the formatter from joining the lines
    USER_TAP(NamespaceMethod.USER, InterfaceType.TAP, "a user namespace and TAP devices"), //
    USER_VETH(NamespaceMethod.USER, InterfaceType.VETH, "a user namespace and virtual Ethernet"), //
    ROOT_TAP(NamespaceMethod.ROOT, InterfaceType.TAP, "root privileges and TAP devices"), //
    ROOT_VETH(NamespaceMethod.ROOT, InterfaceType.VETH, "root privileges and virtual Ethernet");

    private final NamespaceMethod method;
    private final InterfaceType interfaceType;
    private final String description;

    LabBackend(NamespaceMethod method, InterfaceType interfaceType, String description) {
        this.method = method;
        this.interfaceType = interfaceType;
        this.description = description;
    }

    public static LabBackend of(NamespaceMethod method, InterfaceType interfaceType) {
        for (LabBackend backend : values()) {
            if (backend.method == method && backend.interfaceType == interfaceType) {
                return backend;
            }
        }
        throw new AssertionError(method + " with " + interfaceType);
    }

    public InterfaceType interfaceType() {
        return interfaceType;
    }

    /** Returns a noun phrase for messages, such as {@code a user namespace and TAP devices}. */
    public String description() {
        return description;
    }
}
