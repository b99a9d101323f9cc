package netkit;

import netkit.cli.Conventions;
import netkit.cli.NetkitCommand;

/** Where {@code netkit} starts. */
public final class Netkit {
    private Netkit() {}

    public static void main(String[] args) {
        System.exit(Conventions.commandLine(new NetkitCommand()).execute(args));
    }
}
