package netkit.cli.lesson;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import netkit.cli.option.Usage;
import netkit.net.Endpoint;

/** The options by which a student joins the teacher's board; what was typed once is kept in the student's folder. */
final class BoardOptions {
    private static final String OFF = "off";

    @Spec(Spec.Target.MIXEE)
    CommandSpec spec;

    @Option(names = "--board", paramLabel = "HOST:PORT",
            description = "Join your teacher's 'netkit lesson board'; kept in .netkit/, so that it is typed once. 'off' leaves.")
    String address;

    @Option(names = "--code", paramLabel = "CODE", description = "Code of the class, with --board.")
    String code;

    @Option(names = "--name", paramLabel = "NAME",
            description = "Your name on the board (default: that of your account).")
    String name;

    /**
     * Returns the board of this folder; empty if it has joined none.
     *
     * @throws ParameterException if the options are not valid
     */
    Optional<BoardLink> link(Path folder) throws IOException {
        BoardMembership file = new BoardMembership(folder);
        if (OFF.equals(address)) {
            file.leave();
            return Optional.empty();
        }
        Optional<BoardMembership.Joined> joined = file.read();
        if (address != null) {
            Endpoint endpoint = Usage.valid(spec, () -> Endpoint.parse(address));
            Usage.check(spec, code != null || joined.isPresent(),
                    "--board needs the code of the class, too: --code CODE");
            joined = Optional.of(file.join(endpoint.toString(),
                    code != null ? code : joined.get().code(), name));
        } else if (joined.isPresent() && (code != null || name != null)) {
            joined = Optional.of(file.join(joined.get().board(), code != null ? code : joined.get().code(),
                    name));
        } else {
            Usage.check(spec, code == null && name == null, "--code and --name belong to --board HOST:PORT");
        }
        return joined.map(BoardLink::new);
    }
}
