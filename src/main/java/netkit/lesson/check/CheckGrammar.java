package netkit.lesson.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import netkit.lab.script.LabSyntaxException;
import netkit.lab.wire.Amount;
import netkit.lesson.check.CheckStep.Division;

/** The grammar of the steps of one check, one step a line. */
final class CheckGrammar {
    static final String PEER = "peer";
    static final Set<String> RESERVED = Set.of("program", "wire", "wait", "let", "say", "java", "value",
            "check", "capture", "packet", "message", "messages", "server", "programs", "file", "queue", "bus",
            "operation", "operations", "choice", "workload", "trials", "demand",
            "measure", "further", "limit", "peers", "title", "exercise", "header", "body");
    private static final Duration NO_PAUSE = Duration.ZERO;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int K = 1024;

    private final List<String> peers;
    private List<String> programs = List.of();
    private final Set<String> bytesNames = new HashSet<>();
    private final Set<String> numberNames = new HashSet<>();

    CheckGrammar(List<String> peers) {
        this.peers = List.copyOf(peers);
    }

    List<String> peers() {
        return peers;
    }

    /** Returns the names of the programs; empty if there is one, which is called {@code program}. */
    List<String> programs() {
        return programs;
    }

    /** @param names that steps of programs begin with instead of {@code program} */
    void programs(List<String> names) {
        programs = List.copyOf(names);
    }

    /** Parses a step and adds it; {@code header} and {@code body} are added to the response before them. */
    void add(List<Check.Line> lines, int number, String text, Tokens tokens) {
        if (tokens.isAt(Set.of("header", "body"))) {
            if (lines.isEmpty() || !(lines.getLast().step() instanceof CheckStep.Expects expects)
                    || !(expects.what() instanceof Expectation.Response response)) {
                throw tokens.unexpected("header and body follow 'expects response'");
            }
            Check.Line last = lines.removeLast();
            lines.add(new Check.Line(last.number(), last.text(),
                    new CheckStep.Expects(expects.peer(), expectations(tokens).extended(response),
                            expects.within(), expects.as())));
            return;
        }
        lines.add(new Check.Line(number, text, step(tokens)));
    }

    private CheckStep step(Tokens tokens) {
        int column = tokens.peek().column();
        String first = tokens.word("a step");
        return switch (first) {
            case "let" -> let(tokens);
            case "wait" -> new CheckStep.Wait(tokens.duration());
            case "value" -> value(tokens);
            case "java" -> java(tokens);
            case "wire" -> wire(tokens);
            case "capture" -> new PacketGrammar(tokens, expressions(tokens)).capture();
            case "packet" -> new PacketGrammar(tokens, expressions(tokens)).packet();
            case "file" -> new KeepingGrammar(tokens, expressions(tokens)).file();
            case "queue" -> new KeepingGrammar(tokens, expressions(tokens)).queue();
            case "message" -> message(tokens);
            case "messages" -> {
                tokens.require("shuffled");
                yield new CheckStep.ShufflesMessages();
            }
            case "program" -> tokens.skip("prints", "layers") ? new CheckStep.PrintsLayers(within(tokens))
                    : tokens.skip("prints", "packets") ? new CheckStep.PrintsPackets(within(tokens))
                            : program(tokens);
            case "bus" -> bus(tokens);
            case "choice" -> new ChoiceGrammar(tokens).choice();
            case "workload" -> new ChoiceGrammar(tokens).workload();
            case "trials" -> new ChoiceGrammar(tokens).trials();
            case "demand" -> new ChoiceGrammar(tokens).demand();
            case "operation" -> new RoomGrammar(tokens).operation();
            case "operations" -> new RoomGrammar(tokens).operations();
            default -> {
                if (programs.contains(first)) {
                    yield new CheckStep.Named(first, program(tokens));
                }
                if (!peers.contains(first)) {
                    throw new LabSyntaxException(column,
                            "'" + first + "' is unknown: a step begins with program, "
                                    + String.join(", ", peers)
                                    + ", file, queue, wire, let, wait, say or java");
                }
                yield peer(first, tokens);
            }
        };
    }

    private Optional<String> server(Tokens tokens) {
        if (!tokens.skip("to")) {
            return Optional.empty();
        }
        int column = tokens.peek().column();
        String name = tokens.word("the name of a program");
        if (!programs.contains(name)) {
            throw new LabSyntaxException(column,
                    "'" + name + "' is none of the programs of this check: programs one two");
        }
        return Optional.of(name);
    }

    private static CheckStep bus(Tokens tokens) {
        for (CheckStep.BusChange change : CheckStep.BusChange.values()) {
            if (tokens.skip(change.name().toLowerCase(java.util.Locale.ROOT))) {
                return change;
            }
        }
        if (tokens.skip("has")) {
            int count = tokens.count("a number of subscribers, such as 2");
            tokens.require("subscribers");
            return new CheckStep.BusHasSubscribers(count, within(tokens));
        }
        if (!tokens.skip("carries")) {
            throw tokens.unexpected("the bus starts, stops, stalls, reads, has 2 subscribers or carries 1");
        }
        return new CheckStep.BusCarries(tokens.count("a number of messages, such as 1"));
    }

    private ExpressionParser expressions(Tokens tokens) {
        return new ExpressionParser(tokens, bytesNames, numberNames);
    }

    private ExpectationGrammar expectations(Tokens tokens) {
        return new ExpectationGrammar(tokens, bytesNames, numberNames);
    }

    private DatagramGrammar datagrams(Tokens tokens) {
        return new DatagramGrammar(tokens, bytesNames, numberNames);
    }

    private CheckStep value(Tokens tokens) {
        if (tokens.skip("printed")) {
            return new CheckStep.ValuePrinted(tokens.regex());
        }
        if (tokens.skip("datagrams")) {
            return CheckStep.Counted.DATAGRAMS;
        }
        if (tokens.skip("sockets")) {
            return CheckStep.Counted.SOCKETS;
        }
        if (tokens.skip("recipients")) {
            return new CheckStep.ValueRecipients();
        }
        if (tokens.skip("rooms", "of")) {
            return new CheckStep.ValueRooms(tokens.word("the name of a client"));
        }
        if (tokens.skip("queue")) {
            return new KeepingGrammar(tokens, expressions(tokens)).value();
        }
        return new CheckStep.Value(expressions(tokens).number());
    }

    private CheckStep let(Tokens tokens) {
        int column = tokens.peek().column();
        String name = name(tokens.word("a name"), column);
        tokens.require("=");
        ExpressionParser parser = expressions(tokens);
        if (parser.isNumber()) {
            NumberExpression number = parser.number();
            numberNames.add(name);
            return new CheckStep.Let(name, Optional.empty(), Optional.of(number));
        }
        BytesExpression bytes = parser.bytes();
        bytesNames.add(name);
        return new CheckStep.Let(name, Optional.of(bytes), Optional.empty());
    }

    static String name(String name, int column) {
        if (!name.matches("[A-Za-z_][\\w-]*") || ExpressionParser.KEYWORDS.contains(name)
                || Functions.ALL.containsKey(name)) {
            throw new LabSyntaxException(column, "'" + name + "' cannot be a name"
                    + (name.matches("[A-Za-z_][\\w-]*") ? ": the word has a meaning of its own" : ""));
        }
        if (name.matches("(?:[0-9a-fA-F]{2})+")) {
            throw new LabSyntaxException(column,
                    "'" + name + "' cannot be a name: it reads as hexadecimal digits");
        }
        return name;
    }

    private CheckStep message(Tokens tokens) {
        String session = tokens.word("the name of a session");
        String sender = one(tokens, "client", "server");
        String transport = one(tokens, "polling", "websocket");
        int column = tokens.peek().column();
        boolean binary = tokens.skip("binary");
        if (binary && transport.equals("polling")) {
            throw new LabSyntaxException(column, "over polling, bytes are text: \"b\" base64(…)");
        }
        return new CheckStep.Message(session, sender, transport, binary, expressions(tokens).bytes());
    }

    private static String one(Tokens tokens, String first, String second) {
        int column = tokens.peek().column();
        String word = tokens.word(first + " or " + second);
        if (!word.equals(first) && !word.equals(second)) {
            throw new LabSyntaxException(column, "write " + first + " or " + second);
        }
        return word;
    }

    private static CheckStep java(Tokens tokens) {
        String name = tokens.word("the name of a check");
        Map<String, String> options = new LinkedHashMap<>();
        while (!tokens.isEmpty()) {
            String key = tokens.word("NAME=VALUE");
            tokens.require("=");
            StringBuilder value = new StringBuilder(tokens.next().text());
            while (tokens.skip(",")) {
                value.append(',').append(tokens.next().text());
            }
            options.put(key, value.toString());
        }
        return new CheckStep.Java(name, Map.copyOf(options));
    }

    private CheckStep wire(Tokens tokens) {
        if (tokens.second().kind() == Tokens.Kind.END && (tokens.isAt(Set.of("cut", "heal")))) {
            return new CheckStep.Wire(tokens.next().is("cut"));
        }
        return datagrams(tokens).wire(peers.getFirst());
    }

    private CheckStep.OfProgram program(Tokens tokens) {
        return new ProgramGrammar(tokens, expressions(tokens)).step();
    }

    static Optional<Within> within(Tokens tokens) {
        return tokens.skip("within")
                ? Optional.of(new Within(tokens.duration(), tokens.skip("in", "all")))
                : Optional.empty();
    }

    private CheckStep peer(String peer, Tokens tokens) {
        int column = tokens.peek().column();
        return switch (tokens.word("what the peer does")) {
            case "connects" -> new CheckStep.Connects(peer, server(tokens));
            case "listens" -> new CheckStep.Listens(peer);
            case "accepts" -> new CheckStep.Accepts(peer, within(tokens).map(Within::time));
            case "upgrades" -> {
                tokens.require("to");
                yield new CheckStep.Upgrades(peer, expressions(tokens).bytes());
            }
            case "refuses" -> new CheckStep.Refuses(peer);
            case "sends" -> sends(peer, tokens);
            case "expects" -> expectations(tokens).expects(peer);
            case "closes" -> new CheckStep.Closes(peer);
            case "half-closes" -> new CheckStep.HalfCloses(peer);
            case "resets" -> new CheckStep.Resets(peer);
            case "replies" -> replies(peer, tokens);
            case "has" -> hasReplied(peer, tokens);
            case "stalls" -> new CheckStep.Stalls(peer);
            case "loses" -> datagrams(tokens).treats(peer, CheckStep.Treatment.LOSES);
            case "duplicates" -> datagrams(tokens).treats(peer, CheckStep.Treatment.DUPLICATES);
            case "delays" -> datagrams(tokens).treats(peer, CheckStep.Treatment.DELAYS);
            case "reads" -> new CheckStep.Reads(peer, tokens.skip("rate") ? OptionalInt.of(rate(tokens))
                    : OptionalInt.empty());
            default ->
                throw new LabSyntaxException(column,
                        "a peer connects, listens, accepts, upgrades, refuses, sends,"
                                + " expects, replies, has replied, loses, duplicates, delays, closes, half-closes, resets,"
                                + " stalls or reads");
        };
    }

    private static int rate(Tokens tokens) {
        return Math.max(1, tokens.count("bytes a second, such as 100k"));
    }

    private CheckStep replies(String peer, Tokens tokens) {
        if (tokens.skip("no", "more")) {
            return new CheckStep.Replies(peer, null, Optional.empty(), NO_PAUSE);
        }
        tokens.require("to");
        if (tokens.isAt(Set.of("datagram", "any"))) {
            return datagrams(tokens).replies(peer);
        }
        tokens.require("line");
        BytesExpression line = expressions(tokens).bytes();
        tokens.require("with");
        BytesExpression reply = expressions(tokens).bytes();
        return new CheckStep.Replies(peer, line, Optional.of(reply),
                tokens.skip("after") ? tokens.duration() : NO_PAUSE);
    }

    private static CheckStep hasReplied(String peer, Tokens tokens) {
        tokens.require("replied");
        int least = tokens.count("a number of replies, such as 4");
        tokens.require("to");
        int most = tokens.count("a number of replies, such as 9");
        tokens.require("times");
        return new CheckStep.HasReplied(peer, least, most);
    }

    private CheckStep sends(String peer, Tokens tokens) {
        boolean slowly = tokens.skip("slowly");
        tokens.skip("datagram");
        BytesExpression bytes = expressions(tokens).bytes();
        Division division = new Division.Whole();
        Duration pause = NO_PAUSE;
        if (slowly) {
            tokens.require("rate");
            int rate = rate(tokens);
            int piece = Math.max(1, Math.min(rate / 20, 16 * K));
            return new CheckStep.Sends(peer, bytes, new Division.Pieces(piece),
                    Duration.ofNanos(1_000_000_000L * piece / rate));
        }
        if (tokens.skip("split", "at")) {
            List<Integer> indices = new ArrayList<>();
            while (tokens.peek().text().matches("\\d+")) {
                indices.add(tokens.count("an index"));
            }
            division = new Division.At(indices);
            pause = PAUSE;
        } else if (tokens.skip("byte", "by", "byte")) {
            division = new Division.Pieces(1);
            pause = Duration.ofMillis(2);
        } else if (tokens.skip("in", "pieces", "of")) {
            division = new Division.Pieces(Math.max(1, tokens.count("a number of bytes")));
            pause = PAUSE;
        }
        if (tokens.skip("pause")) {
            pause = tokens.duration();
        }
        if (tokens.skip("every")) {
            return new CheckStep.SendsEvery(peer, bytes, tokens.duration());
        }
        return new CheckStep.Sends(peer, bytes, division, pause);
    }
}
