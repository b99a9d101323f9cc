package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;

import netkit.net.RandomIds;

/** The file {@code .netkit/board.json} in a student's folder: which board it has joined. */
final class BoardMembership {
    private static final Gson GSON = new Gson();

    /**
     * What is kept.
     *
     * @param board {@code HOST:PORT}
     * @param code of the class
     * @param student random id, by which the board knows this folder
     */
    record Joined(String board, String code, String student, String name) {}

    private final Path file;

    BoardMembership(Path folder) {
        file = folder.resolve(".netkit").resolve("board.json");
    }

    /** Returns what is kept; a damaged file is none. */
    Optional<Joined> read() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(GSON.fromJson(Files.readString(file), Joined.class))
                    .filter(kept -> kept.board != null && kept.code != null && kept.student != null
                            && kept.name != null);
        } catch (JsonParseException _) {
            return Optional.empty();
        }
    }

    /** @param name null to keep the name, or to take that of the account */
    Joined join(String board, String code, String name) throws IOException {
        Optional<Joined> before = read();
        Joined joined = new Joined(board, code,
                before.map(Joined::student).orElseGet(() -> new RandomIds().get()),
                name != null ? name
                        : before.map(Joined::name).orElse(System.getProperty("user.name", "?")));
        Files.createDirectories(file.getParent());
        Files.writeString(file, GSON.toJson(joined) + "\n");
        return joined;
    }

    void leave() throws IOException {
        Files.deleteIfExists(file);
    }
}
