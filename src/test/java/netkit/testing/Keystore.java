package netkit.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A keystore with a new self-signed certificate, created with the JDK's keytool. */
public final class Keystore {
    public static final String PASSWORD = "changeit";

    private Keystore() {}

    public static Path create(Path folder) throws IOException, InterruptedException {
        return create(folder, "localhost", "-0d");
    }

    /**
     * @param host subject of the certificate; localhost includes 127.0.0.1
     * @param start start of its validity of two days, in the format of keytool's {@code -startdate}
     */
    public static Path create(Path folder, String host, String start)
            throws IOException, InterruptedException {
        return create(folder, host, start, "EC");
    }

    /** @param keys algorithm of the key */
    public static Path create(Path folder, String host, String start, String keys)
            throws IOException, InterruptedException {
        Path keystore = folder.resolve("netkit.p12");
        LiveProcess keytool = new LiveProcess(
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-keyalg", keys, "-dname", "CN=" + host, "-ext",
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
