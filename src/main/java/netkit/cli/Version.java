package netkit.cli;

import picocli.CommandLine.IVersionProvider;

/** netkit's own version, from the jar's manifest, and that of the Java it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"netkit " + (version == null ? "(not packaged)" : version),
            "Java " + Runtime.version()};
    }
}
