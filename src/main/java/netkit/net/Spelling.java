package netkit.net;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that was probably meant by a misspelt one. Only near ones are found: a far one misleads. */
public final class Spelling {
    private Spelling() {}

    /** Returns the nearest of the words, if at most a quarter of the typed characters (at least one) differ. */
    public static Optional<String> nearest(String typed, Collection<String> words) {
        int limit = Math.max(1, typed.length() / 4);
        return words.stream().filter(word -> distance(typed, word) <= limit)
                .min(Comparator.comparing(word -> distance(typed, word)));
    }

    /**
     * Returns how many characters must be inserted, deleted, replaced or exchanged with their neighbour to turn one word
     * into the other: the optimal string alignment distance.
     */
    public static int distance(String from, String to) {
        int[][] distances = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                distances[i][j] = i == 0 ? j : j == 0 ? i : cheapest(distances, from, to, i, j);
            }
        }
        return distances[from.length()][to.length()];
    }

    private static int cheapest(int[][] distances, String from, String to, int i, int j) {
        int replaced = distances[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
        boolean exchanged = i > 1 && j > 1 && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        return exchanged ? Math.min(best, 1 + distances[i - 2][j - 2]) : best;
    }
}
