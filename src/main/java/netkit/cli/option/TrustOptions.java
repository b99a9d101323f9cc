package netkit.cli.option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.net.Tls;

/** The options that choose which certificates a TLS client accepts. */
public final class TrustOptions {
    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--trust", paramLabel = "KEYSTORE",
            description = "Over TLS: trust only the certificates in this file (default: those that Java trusts).")
    Path trust;

    @Option(names = "--trust-password", paramLabel = "WORD", defaultValue = "changeit",
            description = "Password of the keystore (default: ${DEFAULT-VALUE}).")
    String password;

    @Option(names = "--insecure",
            description = "Over TLS: accept any certificate; gives no protection against interception (default: no).")
    boolean insecure;

    /** @param secure the scheme with TLS, such as {@code wss} */
    public void check(String scheme, String secure) {
        Usage.check(spec, trust == null || !insecure, "either --trust or --insecure, not both");
        Usage.check(spec, scheme.equals(secure) || trust == null && !insecure,
                "--trust and --insecure are for " + secure + ":// URLs");
    }

    public Tls.Client client() throws IOException {
        if (insecure) {
            return Tls.insecure();
        }
        if (trust == null) {
            return Tls.client();
        }
        if (!Files.isReadable(trust)) {
            throw new IOException("cannot read the keystore " + trust);
        }
        return Tls.trusting(trust, password.toCharArray());
    }

    /**
     * Returns why Java's TLS rejected the server, and what can be done about it.
     *
     * @param plain the scheme without TLS, such as {@code ws}
     */
    public static String objection(SSLException e, String plain) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("validity check failed") || said.startsWith("its certificate is valid")) {
            return said.replaceFirst(".*validity check failed",
                    "its certificate has expired, or is not valid yet")
                    + "; --insecure accepts it";
        }
        if (said.contains("PKIX")) {
            return "its certificate is not signed by a trusted authority; --trust KEYSTORE trusts it,"
                    + " --insecure accepts any certificate";
        }
        if (said.matches(".*No (subject alternative|name matching).*")) {
            return "its certificate is for another host; --insecure accepts it";
        }
        return e instanceof SSLHandshakeException ? said
                : said + "; does it speak TLS? " + plain + ":// connects without TLS";
    }
}
