package netkit.lesson.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import netkit.lab.script.LabSyntaxException;

/**
 * The parser of {@code checks.lab}: the language of .lab files, extended by checks, by peers and by bytes. See
 * {@code lessons/guides/checks.md}.
 */
public final class CheckFile {
    private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(30);

    private final String name;
    private final Map<String, String> titles;
    private Optional<String> title = Optional.empty();
    private Optional<CheckPlan.Role> role = Optional.empty();
    private boolean keepsFile;
    private Duration limit = DEFAULT_LIMIT;
    private List<String> peers = List.of(CheckGrammar.PEER);
    private boolean core = true;
    private final List<Check> checks = new ArrayList<>();
    private final List<Check> measures = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private Open open;

    /** The check whose steps are being read. */
    private static final class Open {
        private String id;
        private String title;
        private boolean core;
        private boolean measure;
        private int line;
        private Duration limit;
        private Optional<CheckPlan.Role> role = Optional.empty();
        private CheckGrammar grammar;
        private final List<Check.Line> lines = new ArrayList<>();
    }

    private CheckFile(String name, Map<String, String> titles) {
        this.name = name;
        this.titles = titles;
    }

    /**
     * @param name of the file, for error messages
     * @throws IllegalArgumentException with a one-line message: {@code checks.lab:7:12: }, the mistake, and what is
     *         allowed
     */
    public static CheckPlan parse(String name, String text) {
        return parse(name, text, Map.of());
    }

    /**
     * Parses a file whose checks have titles in another language.
     *
     * @param titles by id; a check that has none keeps that of the file
     */
    public static CheckPlan parse(String name, String text, Map<String, String> titles) {
        return new CheckFile(name, titles).parse(text);
    }

    private CheckPlan parse(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                read(number, line);
            } catch (LabSyntaxException e) {
                throw new IllegalArgumentException(
                        name + ":" + number + ":" + e.column() + ": " + e.getMessage(), e);
            }
        }
        close();
        if (role.isEmpty()) {
            throw new IllegalArgumentException(name
                    + ": write what the program does: exercise listens, exercise connects, exercise sends datagrams,"
                    + " exercise reads files, exercise keeps rooms or exercise chooses transports");
        }
        if (checks.isEmpty() && measures.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": no check; write for example: check hello \"says hello\"");
        }
        Stream.concat(checks.stream(), measures.stream()).forEach(check -> check.lines()
                .forEach(line -> requireStepOfRole(check.role().orElse(role.get()), line)));
        return new CheckPlan(title, role.get(), keepsFile, List.copyOf(checks), List.copyOf(measures));
    }

    private void requireStepOfRole(CheckPlan.Role does, Check.Line line) {
        boolean fits = switch (line.step()) {
            case CheckStep.OfPeer step -> does.hasConnections()
                    || does == CheckPlan.Role.SENDS_DATAGRAMS && isForDatagrams(step);
            case CheckStep.OfDatagrams _ -> does == CheckPlan.Role.SENDS_DATAGRAMS;
            case CheckStep.OfCapture _,CheckStep.OfMessages _ -> does == CheckPlan.Role.READS_FILES;
            case CheckStep.OfQueue _ -> does == CheckPlan.Role.CONNECTS;
            case CheckStep.OfFile _ -> keepsFile;
            case CheckStep.OfRooms _ -> does == CheckPlan.Role.KEEPS_ROOMS;
            case CheckStep.OfBus _ -> does == CheckPlan.Role.JOINS_BUS;
            case CheckStep.OfChoice _ -> does == CheckPlan.Role.CHOOSES_TRANSPORTS;
            default -> true;
        };
        if (!fits) {
            throw new IllegalArgumentException(name + ":" + line.number()
                    + ":1: this step is for " + switch (line.step()) {
                        case CheckStep.OfPeer _ -> "exercises over TCP";
                        case CheckStep.OfCapture _,CheckStep.OfMessages _ ->
                            "programs that are given a file: exercise reads files";
                        case CheckStep.OfQueue _ -> "programs that connect to the queue: exercise connects";
                        case CheckStep.OfFile _ -> "exercises such as: exercise connects and keeps a file";
                        case CheckStep.OfBus _ -> "servers that join a bus: exercise joins a bus";
                        case CheckStep.OfRooms _ -> "programs that keep rooms: exercise keeps rooms";
                        case CheckStep.OfChoice _ -> "tables of choices: exercise chooses transports";
                        default -> "exercises over UDP: exercise sends datagrams";
                    });
        }
    }

    private static boolean isForDatagrams(CheckStep.OfPeer step) {
        return switch (step) {
            case CheckStep.Sends sends -> sends.division() instanceof CheckStep.Division.Whole;
            case CheckStep.Expects expects -> switch (expects.what()) {
                case Expectation.Exactly _,Expectation.OneOf _,Expectation.Count _,Expectation.Nothing _ ->
                    true;
                case Expectation.Line _,Expectation.Frame _,Expectation.Message _,Expectation.Packet _,Expectation.Response _,Expectation.End _ ->
                    false;
            };
            default -> false;
        };
    }

    private void read(int number, String line) {
        if (line.strip().matches("title\\b.*")) {
            title = Optional.of(line.strip().substring("title".length()).strip());
            return;
        }
        Tokens tokens = new Tokens(line);
        if (tokens.isEmpty()) {
            return;
        }
        switch (tokens.peek().text()) {
            case "exercise" -> {
                tokens.next();
                if (open == null) {
                    role = Optional.of(role(tokens));
                    keepsFile = tokens.skip("and", "keeps", "a", "file");
                } else {
                    open.role = Optional.of(role(tokens));
                }
            }
            case "limit" -> {
                tokens.next();
                Duration time = tokens.duration();
                if (open == null) {
                    limit = time;
                } else {
                    open.limit = time;
                }
            }
            case "peers" -> {
                tokens.next();
                List<String> names = names(tokens);
                if (open == null) {
                    peers = names;
                } else {
                    open.grammar = new CheckGrammar(names);
                }
            }
            case "programs" -> {
                tokens.next();
                if (open == null) {
                    throw tokens.unexpected("programs are named within a check");
                }
                open.grammar.programs(names(tokens));
            }
            case "further" -> {
                tokens.next();
                close();
                core = false;
            }
            case "check", "measure" -> start(number, tokens);
            default -> {
                if (open == null) {
                    throw tokens.unexpected(
                            "a step belongs to a check; write for example: check hello \"says hello\"");
                }
                boolean server = tokens.isAt(Set.of("server"));
                if (tokens.isAt(Set.of("program", "server")) && tokens.second().is("is")
                        && !tokens.hasAhead("is", "killed")) {
                    if (!open.measure) {
                        throw new LabSyntaxException(tokens.peek().column(),
                                "only a measure names its program; a check is of the student's");
                    }
                    String command = line.strip().replaceFirst("\\w+\\s+is\\s+", "");
                    open.lines.add(new Check.Line(number, line.strip(), server
                            ? new CheckStep.ServerIs(command)
                            : new CheckStep.ProgramIs(command)));
                    return;
                }
                if (tokens.skip("say")) {
                    open.lines.add(new Check.Line(number, line.strip(),
                            new CheckStep.Say(line.strip().substring("say".length()).strip())));
                    return;
                }
                open.grammar.add(open.lines, number, line.strip(), tokens);
            }
        }
        tokens.requireEnd();
    }

    private static CheckPlan.Role role(Tokens tokens) {
        if (tokens.skip("listens")) {
            return CheckPlan.Role.LISTENS;
        }
        if (tokens.skip("connects")) {
            return CheckPlan.Role.CONNECTS;
        }
        if (tokens.skip("sends", "datagrams")) {
            return CheckPlan.Role.SENDS_DATAGRAMS;
        }
        if (tokens.skip("reads", "files")) {
            return CheckPlan.Role.READS_FILES;
        }
        if (tokens.skip("keeps", "rooms")) {
            return CheckPlan.Role.KEEPS_ROOMS;
        }
        if (tokens.skip("joins", "a", "bus")) {
            return CheckPlan.Role.JOINS_BUS;
        }
        if (tokens.skip("chooses", "transports")) {
            return CheckPlan.Role.CHOOSES_TRANSPORTS;
        }
        throw tokens.unexpected(
                "write listens, connects, joins a bus, sends datagrams, reads files, keeps rooms or"
                        + " chooses transports");
    }

    private static List<String> names(Tokens tokens) {
        List<String> names = new ArrayList<>();
        while (!tokens.isEmpty()) {
            int column = tokens.peek().column();
            String peer = tokens.word("the names of the peers");
            if (!peer.matches("[a-z][a-z0-9-]*") || CheckGrammar.RESERVED.contains(peer)) {
                throw new LabSyntaxException(column, "a peer cannot be named '" + peer + "'");
            }
            names.add(peer);
        }
        if (names.isEmpty()) {
            throw tokens.unexpected("write the names of the peers");
        }
        return names;
    }

    private void start(int number, Tokens tokens) {
        close();
        boolean measure = tokens.next().is("measure");
        Open next = new Open();
        int column = tokens.peek().column();
        next.id = tokens.word("an id, such as split-body");
        if (!next.id.matches("[a-z0-9][a-z0-9-]*")) {
            throw new LabSyntaxException(column,
                    "an id has small letters, digits and -, not '" + next.id + "'");
        }
        if (!ids.add(next.id)) {
            throw new LabSyntaxException(column, "there is already a check '" + next.id + "'");
        }
        if (tokens.peek().kind() != Tokens.Kind.STRING) {
            throw tokens.unexpected("write the title in double quotes");
        }
        next.title = new String(tokens.next().bytes(), java.nio.charset.StandardCharsets.UTF_8);
        next.core = core;
        next.measure = measure;
        next.line = number;
        next.limit = limit;
        next.grammar = new CheckGrammar(peers);
        open = next;
    }

    private void close() {
        if (open == null) {
            return;
        }
        if (open.lines.isEmpty()) {
            throw new IllegalArgumentException(
                    name + ":" + open.line + ": check " + open.id + " has no step");
        }
        Check check = new Check(open.id, titles.getOrDefault(open.id, open.title), open.core, open.line,
                open.limit, open.grammar.peers(),
                open.grammar.programs(),
                open.role, List.copyOf(open.lines));
        (open.measure ? measures : checks).add(check);
        open = null;
    }
}
