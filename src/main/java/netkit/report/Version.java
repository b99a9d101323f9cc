package netkit.report;

import picocli.CommandLine.IVersionProvider;

/** netkit's own version, from the jar's manifest, and that of the Java it runs on. */
public final class Version implements IVersionProvider {
    /** Null where netkit does not come from its jar. */
    public static String number() {
        return Version.class.getPackage().getImplementationVersion();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"netkit " + (number() == null ? "(not packaged)" : number()),
            "Java " + Runtime.version()};
    }
}
