package netkit.cli.lesson;

/** A word as it is typed in a shell (POSIX.1 XCU 2.2): in single quotes, unless it holds only letters, digits and _@%+=:,./-. */
final class ShellWord {
    private ShellWord() {}

    static String of(String word) {
        return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
