package netkit.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A keystore with a fresh certificate for this machine, made by the keytool of the JDK that runs the tests. */
public final class Keystore {
    public static final String PASSWORD = "changeit";

    private Keystore() {}

    public static Path create(Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve("netkit.p12");
        LiveProcess keytool = new LiveProcess(
                new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
                        "san=dns:localhost,ip:127.0.0.1", "-validity", "2", "-keystore", keystore.toString(),
                        "-storepass", PASSWORD));
        if (keytool.awaitExit() != 0) {
            throw new AssertionError("keytool failed\n" + keytool);
        }
        return keystore;
    }
}
