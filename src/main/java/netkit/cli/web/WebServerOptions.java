package netkit.cli.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.Listening;
import netkit.cli.option.Usage;
import netkit.http.OriginPolicy;
import netkit.net.Endpoint;
import netkit.net.PrintableText;
import netkit.net.Tls;

/** The options of servers on HTTP: TLS and the limit of connections; and the line with the URL of their page. */
public final class WebServerOptions {
    /** What an option that admits origins does without being given. */
    public static final String ORIGINS = "Every request is checked: Host must be a name of this machine (localhost,"
            + " its host name, an address of its own) or that of an admitted origin, and Origin, which"
            + " browsers send, must be such a name with the server's port. Others get a 403.";

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

    /**
     * Returns whose pages may use the server: its own, and those of an option.
     *
     * @param option such as {@code --origin}
     * @param endpoint as it was typed
     */
    public OriginPolicy origins(String option, List<String> admitted, Endpoint endpoint) {
        for (String origin : admitted) {
            Usage.check(spec, OriginPolicy.isOrigin(origin), option
                    + " must be * or an origin such as http://localhost:8080, without a path, not '"
                    + PrintableText.escapeControls(origin) + "'");
        }
        return new OriginPolicy(Listening.names(endpoint), admitted, option);
    }

    /** Prints the first lines of a server with a page; parameters as for {@link Listening}. */
    public void announcePage(String what, Endpoint endpoint) throws IOException {
        Listening.announcePage(spec.commandLine(), what, isSecure() ? "https" : "http", endpoint);
    }
}
