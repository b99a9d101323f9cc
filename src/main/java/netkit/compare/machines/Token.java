package netkit.compare.machines;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token that the serving side prints and its client must know. It never crosses the network: the client proves that
 * it knows it with the HMAC (RFC 2104) of the server's challenge, which serves once.
 */
public final class Token {
    private static final String ALGORITHM = "HmacSHA256";
    /** Without letters and digits that look alike. */
    private static final String ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";
    /** About 59 bits, in groups of four. */
    private static final int LENGTH = 12;
    private static final int GROUP = 4;
    private static final int CHALLENGE_BYTES = 16;
    private static final int MAX_TYPED = 100;
    private static final int MIN_CHOSEN = 12;

    private final byte[] key;
    private final String text;

    private Token(String text) {
        this.text = text;
        this.key = text.replace("-", "").toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns a new random token. */
    public static Token random() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            text.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new Token(text.toString());
    }

    /**
     * Returns the token that was typed; hyphens and upper case make no difference.
     *
     * @throws IllegalArgumentException with one line, if it cannot be one
     */
    public static Token typed(String text) {
        String stripped = text.strip();
        if (stripped.replace("-", "").isEmpty() || stripped.length() > MAX_TYPED) {
            throw new IllegalArgumentException(
                    "--token requires the token that 'netkit compare --serve' has printed");
        }
        return new Token(stripped);
    }

    /**
     * Returns the token that the serving side is to have.
     *
     * @throws IllegalArgumentException with one line, if it could be guessed
     */
    public static Token chosen(String text) {
        Token token = typed(text);
        if (token.key.length < MIN_CHOSEN) {
            throw new IllegalArgumentException("a token of your own needs at least " + MIN_CHOSEN
                    + " letters or digits, so that it cannot be guessed");
        }
        return token;
    }

    /** Returns a new challenge. */
    static String challenge() {
        byte[] random = new byte[CHALLENGE_BYTES];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /** Returns the proof that its owner knows the token. */
    String proof(String challenge) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(challenge.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /** Returns whether this proves it; takes the same time whether it does or not. */
    boolean isProof(String challenge, String proof) {
        return MessageDigest.isEqual(proof(challenge).getBytes(StandardCharsets.UTF_8),
                proof.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns it as it is shown, once, on the serving side. */
    @Override
    public String toString() {
        return text;
    }
}
