package netkit.chat;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The names of a chat's members: each belongs to one member. Names are compared as RFC 8266 §2.3 does, after
 * normalization (NFKC) and case folding: {@code Zoë}, {@code ZOË} and {@code Zoe} with a combining diaeresis are one name.
 * Thread-safe.
 *
 * @param <M> type of a member
 */
public final class Names<M> {
    /** Without spaces and brackets, so that a member cannot fake the line of another. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N}_.-]{0,31}");

    private final Map<String, M> holders = new ConcurrentHashMap<>();
    private final AtomicLong guests = new AtomicLong();

    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Returns the next name for a guest, which a member may have taken already. */
    String nextGuest(String suffix) {
        return "guest-" + guests.incrementAndGet() + suffix;
    }

    /** @return false if another member has the name */
    public boolean take(String name, M member) {
        M holder = holders.putIfAbsent(fold(name), member);
        return holder == null || holder.equals(member);
    }

    /** Takes a name in place of another; does the same as {@link #take} if another member has it. */
    public boolean change(String before, String name, M member) {
        boolean taken = take(name, member);
        if (taken && !fold(name).equals(fold(before))) {
            release(before, member);
        }
        return taken;
    }

    /** Gives up a name; no effect if another member has it. */
    public void release(String name, M member) {
        holders.remove(fold(name), member);
    }

    public Optional<M> holder(String name) {
        return Optional.ofNullable(holders.get(fold(name)));
    }

    /**
     * Returns the one form of all spellings of a name. Upper case first: it makes two letters of {@code ß}. Normalized
     * last, since other cases compose differently.
     */
    static String fold(String name) {
        return normalize(normalize(name).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
    }

    /** Returns the one form of a text that can be written with different characters, such as composed and decomposed. */
    public static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }
}
