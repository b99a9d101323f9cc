package netkit.net;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * A generator of ids that cannot be guessed: 120 random bits as 20 characters of RFC 4648 §5 base64url, the form of a Socket.IO id.
 * <p>Thread-safe.
 */
public final class RandomIds implements Supplier<String> {
    private static final int BYTES = 15;

    /** Made for the first id: it takes some ms, for which a server that starts need not wait. */
    private static final class Source {
        private static final SecureRandom RANDOM = new SecureRandom();
    }

    @Override
    public String get() {
        byte[] bytes = new byte[BYTES];
        Source.RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
