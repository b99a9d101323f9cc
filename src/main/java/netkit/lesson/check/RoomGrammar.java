package netkit.lesson.check;

import java.util.List;

import netkit.lab.script.LabSyntaxException;

/** The grammar of the steps {@code operation} and {@code operations}, which a program that keeps rooms answers. */
final class RoomGrammar {
    private static final List<String> CLIENTS = List.of("ann", "bob", "cid", "dan", "eve", "fay");
    private static final List<String> ROOMS = List.of("red", "green", "blue", "pink");
    private static final List<String> NAMESPACES = List.of(RoomOperation.MAIN, "/admin", "/news");

    private final Tokens tokens;

    RoomGrammar(Tokens tokens) {
        this.tokens = tokens;
    }

    /** Parses what follows {@code operation}: the line that the program reads. */
    CheckStep operation() {
        int column = tokens.peek().column();
        StringBuilder text = new StringBuilder();
        while (!tokens.isEmpty()) {
            text.append(tokens.next().text()).append(' ');
        }
        try {
            return new CheckStep.Operation(RoomOperation.parse(text.toString()));
        } catch (LabSyntaxException e) {
            throw new LabSyntaxException(column, e.getMessage());
        }
    }

    /** Parses what follows {@code operations}: {@code 60 clients 4 rooms 3 namespaces 2}. */
    CheckStep operations() {
        int count = tokens.count("a number of operations, such as 60");
        return new CheckStep.RandomOperations(count, some("clients", CLIENTS), some("rooms", ROOMS),
                tokens.isEmpty() ? NAMESPACES.subList(0, 1) : some("namespaces", NAMESPACES));
    }

    private List<String> some(String word, List<String> from) {
        tokens.require(word);
        int column = tokens.peek().column();
        int count = tokens.count("a number of " + word);
        if (count < 1 || count > from.size()) {
            throw new LabSyntaxException(column, word + " are 1 to " + from.size());
        }
        return from.subList(0, count);
    }
}
