package netkit.report;

import picocli.CommandLine.IVersionProvider;

/** The version of netkit, from the jar's manifest, and of the Java runtime. */
public final class Version implements IVersionProvider {
    /** Returns the version; null if netkit does not run from its jar. */
    public static String number() {
        return Version.class.getPackage().getImplementationVersion();
    }

    @Override
    public String[] getVersion() {
        return new String[] {"netkit " + (number() == null ? "(not packaged)" : number()),
            "Java " + Runtime.version()};
    }
}
