package netkit.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A keystore with a fresh certificate for this machine, made by the keytool of the JDK that runs the tests. */
public final class Keystore {
    public static final String PASSWORD = "changeit";

    private Keystore() {}

    public static Path create(Path folder) throws IOException, InterruptedException {
        return create(folder, "localhost", "-0d");
    }

    /**
     * @param host whom the certificate is for, 127.0.0.1 besides when it is localhost
     * @param start from when it is valid, for two days, as keytool's {@code -startdate} takes it
     */
    public static Path create(Path folder, String host, String start)
            throws IOException, InterruptedException {
        Path keystore = folder.resolve("netkit.p12");
        LiveProcess keytool = new LiveProcess(
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-ext",
                        "san=dns:" + host + (host.equals("localhost") ? ",ip:127.0.0.1" : ""), "-startdate",
                        start,
                        "-validity", "2", "-keystore", keystore.toString(),
                        "-storepass", PASSWORD));
        if (keytool.awaitExit() != 0) {
            throw new AssertionError("keytool failed\n" + keytool);
        }
        return keystore;
    }
}
