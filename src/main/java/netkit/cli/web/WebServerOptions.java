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

/** The options of servers on HTTP: TLS and the limit of connections; and the line with the URL of their page. */
public final class WebServerOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--keystore", paramLabel = "FILE", //
            description = "Serve over TLS with the key and certificate in this keystore, made with keytool"
                    + " (default: no TLS).")
    Path keystore;

    @Option(names = "--keystore-password", paramLabel = "PASSWORD", defaultValue = "changeit", //
            description = "Password of the keystore (default: ${DEFAULT-VALUE}).")
    String keystorePassword;

    @Option(names = "--max-connections", paramLabel = "N", defaultValue = "10000", //
            description = "Most connections at once; further ones get a 503 (default: ${DEFAULT-VALUE}).")
    int maxConnections;

    public boolean isSecure() {
        return keystore != null;
    }

    public int maxConnections() {
        Usage.check(spec, maxConnections > 0, "--max-connections must be at least 1");
        return maxConnections;
    }

    /** Returns the TLS context; empty without TLS. */
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

    /** Prints the URL of the page. */
    public void announcePage(Endpoint endpoint) throws IOException {
        InetAddress address = endpoint.resolve().getAddress();
        Endpoint shown = address.isAnyLocalAddress() ? new Endpoint("localhost", endpoint.port()) : endpoint;
        CommandLine command = spec.commandLine();
        command.getOut()
                .println("open " + (isSecure() ? "https" : "http") + "://" + shown + "/ in a browser");
    }
}
