package netkit.cli.web;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.Usage;
import netkit.net.Endpoint;
import netkit.net.Tls;

/** What servers that begin with HTTP have in common: TLS, how many may connect, and a page. */
public final class WebServerOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--keystore", paramLabel = "FILE", //
            description = "Serve over TLS: the key and certificate for it, as keytool makes them (default: without).")
    private Path keystore;

    @Option(names = "--keystore-password", paramLabel = "PASSWORD", defaultValue = "changeit", //
            description = "The keystore's password (default: ${DEFAULT-VALUE}).")
    private String keystorePassword;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000", //
            description = "The most connections at once; others are answered 503 (default: ${DEFAULT-VALUE}).")
    private int maxConnections;

    public boolean isSecure() {
        return keystore != null;
    }

    public int maxConnections() {
        Usage.check(spec, maxConnections > 0, "there must be room for at least 1 connection");
        return maxConnections;
    }

    /** Empty when it serves without. */
    public Optional<SSLContext> tls() throws IOException {
        if (keystore == null) {
            return Optional.empty();
        }
        if (!Files.isReadable(keystore) || !Files.isRegularFile(keystore)) {
            throw new NoSuchFileException(
                    "cannot read the keystore " + keystore + "; 'keytool -genkeypair' makes one");
        }
        return Optional.of(Tls.server(keystore, keystorePassword.toCharArray()));
    }

    /** Says where the page is. */
    public void announcePage(Endpoint endpoint) throws IOException {
        InetAddress address = endpoint.resolve().getAddress();
        Endpoint door = address.isAnyLocalAddress() ? new Endpoint("localhost", endpoint.port()) : endpoint;
        CommandLine command = spec.commandLine();
        command.getOut()
                .println("open " + (isSecure() ? "https" : "http") + "://" + door + "/ in a browser");
        command.getOut().flush();
    }
}
