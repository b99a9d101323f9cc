package netkit;

import netkit.cli.NetkitCommandLine;

/** The entry point of {@code netkit}. */
public final class Netkit {
    private Netkit() {}

    public static void main(String[] args) {
        System.exit(NetkitCommandLine.execute(args));
    }
}
