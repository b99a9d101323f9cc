package netkit.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Collections;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The JDK's TLS for {@code wss}, from keystore files as {@code keytool} makes them. */
public final class Tls {
    /**
     * Whom a client trusts.
     *
     * @param verifyHost whether the certificate has to be for the host that was asked for
     */
    public record Client(SSLContext context, boolean verifyHost) {}

    private Tls() {}

    /**
     * For a server.
     *
     * @param keystore holds the private key and its certificate (PKCS #12 or JKS)
     */
    public static SSLContext server(Path keystore, char[] password) throws IOException {
        try {
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            KeyStore store = load(keystore, password);
            if (Collections.list(store.aliases()).stream().noneMatch(alias -> isKey(store, alias))) {
                throw new IOException("cannot use the keystore " + keystore
                        + ": it holds no private key; 'keytool -genkeypair' makes one, with a certificate");
            }
            keys.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(keystore, e);
        }
    }

    /** Why a server could not shake hands with a client, in a line. */
    public static String reason(SSLException e) {
        if (e.getCause() instanceof IOException) {
            return "it hung up during the handshake";
        }
        String said = String.valueOf(e.getMessage()).replaceFirst("^\\(\\w+\\) ", "");
        return switch (said) {
            case "Unsupported or unrecognized SSL message" -> "it does not speak it";
            case "Received fatal alert: certificate_unknown", "Received fatal alert: unknown_ca",
                    "Received fatal alert: bad_certificate" ->
                "it does not trust our certificate";
            default -> said;
        };
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.isKeyEntry(alias);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("it is loaded", e);
        }
    }

    private static KeyStore load(Path keystore, char[] password)
            throws IOException, GeneralSecurityException {
        try {
            return KeyStore.getInstance(keystore.toFile(), password);
        } catch (IOException | IllegalArgumentException e) { // the latter is Java's word for a file that isn't there
            throw unusable(keystore, e);
        }
    }

    private static IOException unusable(Path keystore, Exception e) {
        boolean wrongPassword = e instanceof UnrecoverableKeyException
                || e.getCause() instanceof UnrecoverableKeyException;
        return new IOException("cannot use the keystore " + keystore + ": "
                + (wrongPassword ? "the password is wrong"
                        : e instanceof KeyStoreException ? "it is no keystore as keytool makes them"
                                : e.getMessage()),
                e);
    }

    /** A client that trusts whom the JDK trusts. */
    public static Client client() {
        try {
            return new Client(SSLContext.getDefault(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** A client that trusts the certificates of a keystore, and no others. */
    public static Client trusting(Path keystore, char[] password) throws IOException {
        try {
            TrustManagerFactory trusted = TrustManagerFactory
                    .getInstance(TrustManagerFactory.getDefaultAlgorithm());
            KeyStore store = load(keystore, password);
            if (store.size() == 0) {
                throw new IOException("cannot use the keystore " + keystore + ": it holds no certificate");
            }
            trusted.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trusted.getTrustManagers(), null);
            return new Client(context, true);
        } catch (GeneralSecurityException e) {
            throw unusable(keystore, e);
        }
    }

    /** A client that trusts everyone, which protects from nobody who can stand in between: for trying things out. */
    public static Client insecure() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAllManager()}, null);
            return new Client(context, false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static final class TrustAllManager extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
