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
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;

/** Builds the JDK's TLS contexts from keystore files as {@code keytool} makes them. */
public final class Tls {
    /**
     * The TLS settings of a client.
     *
     * @param verifyHost whether the certificate must be for the URL's host
     */
    public record Client(SSLContext context, boolean verifyHost) {}

    private Tls() {}

    /**
     * Returns the TLS context of a server.
     *
     * @param keystore file with the private key and its certificate (PKCS #12 or JKS)
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
            if (Stream.of(keys.getKeyManagers()).noneMatch(Tls::isUsable)) {
                throw new IOException("cannot use the keystore " + keystore
                        + ": TLS cannot use its private key; 'keytool -genkeypair -keyalg EC' makes one");
            }
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw unusable(keystore, e);
        }
    }

    /** Returns in one line why the TLS handshake with a client failed. */
    public static String reason(SSLException e) {
        if (e.getCause() instanceof IOException) {
            return "the client closed the connection";
        }
        String said = String.valueOf(e.getMessage()).replaceFirst("^\\(\\w+\\) ", "");
        return switch (said) {
            case "Unsupported or unrecognized SSL message" -> "the client does not speak TLS";
            case "Received fatal alert: certificate_unknown", "Received fatal alert: unknown_ca",
                    "Received fatal alert: bad_certificate" ->
                "the client does not trust the server's certificate";
            default -> said;
        };
    }

    private static boolean isKey(KeyStore store, String alias) {
        try {
            return store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class);
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the keystore is loaded", e);
        }
    }

    /** Whether there is a key of a type with which a server can sign (RFC 8446 §4.2.3). */
    private static boolean isUsable(KeyManager keys) {
        return keys instanceof X509KeyManager manager && Stream.of("EC", "RSA", "RSASSA-PSS", "EdDSA")
                .anyMatch(type -> manager.getServerAliases(type, null) != null);
    }

    private static KeyStore load(Path keystore, char[] password)
            throws IOException, GeneralSecurityException {
        try {
            return KeyStore.getInstance(keystore.toFile(), password);
        } catch (IOException | IllegalArgumentException e) { // the latter if there is no such file
            throw unusable(keystore, e);
        }
    }

    private static IOException unusable(Path keystore, Exception e) {
        boolean wrongPassword = e instanceof UnrecoverableKeyException
                || e.getCause() instanceof UnrecoverableKeyException;
        return new IOException("cannot use the keystore " + keystore + ": "
                + (wrongPassword ? "the password is wrong"
                        : e instanceof KeyStoreException ? "it is not a keystore as keytool makes them"
                                : e.getMessage()),
                e);
    }

    /** Returns a client that trusts the certificate authorities the JDK trusts. */
    public static Client client() {
        try {
            return new Client(SSLContext.getDefault(), true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /** Returns a client that trusts only the certificates in a keystore. */
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

    /** Returns a client that accepts any certificate, which gives no protection against interception. */
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
