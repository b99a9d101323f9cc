package netkit.cli.lesson;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import netkit.cli.option.ClientOptions;
import netkit.cli.option.ExitCode;
import netkit.cli.option.ListenOptions;
import netkit.cli.option.Listening;
import netkit.cli.option.Usage;
import netkit.cli.terminal.Log;
import netkit.cli.terminal.QrCode;
import netkit.cli.terminal.StandardOutput;
import netkit.cli.terminal.StopSignal;
import netkit.cli.web.WebPages;
import netkit.http.HttpHandler;
import netkit.http.HttpResponse;
import netkit.http.HttpRoutes;
import netkit.http.OriginPolicy;
import netkit.lesson.Lesson;
import netkit.lesson.LessonFolder;
import netkit.lesson.Lessons;
import netkit.lesson.Measurement;
import netkit.lesson.Question;
import netkit.lesson.board.Board;
import netkit.lesson.board.BoardReport;
import netkit.lesson.judge.Symptom;
import netkit.net.Endpoint;
import netkit.net.LanAddresses;
import netkit.net.RandomIds;
import netkit.websocket.WebSocketOptions;
import netkit.websocket.WebSocketServer;

/** {@code netkit lesson board}: the class on one page, for the projector. */
@Command(name = "board", description = {"Show the class on a page for the projector, while it works.",
    "The page shows who is at which step, what fails now, and the predictions of the class; names of failing students and"
            + " measured values only at a key. Students join with --board and the code of the class, once. Nothing"
            + " leaves the room: their netkit reports to this one.",
    ""}, //
        footerHeading = "%nExamples:%n",
        footer = {"  netkit lesson board 0.0.0.0:7000", "  netkit lesson board 7000 --code frogs",
            "  netkit lesson check 4 --board 192.168.1.5:7000 --code frogs"})
final class LessonBoardCommand implements Callable<Integer>, StandardOutput.Unneeded {
    static final int DEFAULT_PORT = 7000;
    private static final int CODE_LENGTH = 5;
    /** Without those that are taken for others on a projector. */
    private static final String CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz";
    private static final int MAX_CONNECTIONS = 600;
    /** Bytes, for a page that reads slowly. */
    private static final int MAX_BACKLOG = 1 << 20;

    @Spec
    CommandSpec spec;

    @Mixin
    ListenOptions listen = new ListenOptions(DEFAULT_PORT);

    @Mixin
    ClientOptions clients;

    @Option(names = "--code", paramLabel = "CODE",
            description = "Code that students type to join, 4 to 20 letters or digits (default: random). Give the same one"
                    + " again if you start the board again.")
    String code;

    @Option(names = "--lessons", paramLabel = "DIR",
            description = "Folder of your own lessons, which holds a folder NN-topic for each (default: those of netkit).")
    Path lessons;

    @Mixin
    TextLanguage language;

    @Override
    public Integer call() throws IOException {
        Usage.check(spec, code == null || code.matches("[A-Za-z0-9]{4,20}"),
                "--code must be 4 to 20 letters or digits");
        String classCode = code != null ? code : randomCode();
        Board board = new Board(classCode);
        Map<Integer, LessonFolder> folders = add(board);
        String key = new RandomIds().get();
        try (StopSignal stop = StopSignal.ofServer(); Log log = new Log(spec.commandLine().getErr());
                BoardRoutes routes = new BoardRoutes(board, key,
                        (lesson, question) -> measured(folders.get(lesson), question))) {
            Endpoint endpoint = listen.endpoint();
            try (WebSocketServer server = new WebSocketServer(endpoint,
                    Map.of("/join", routes.join(), "/board", routes.page()), pages(routes),
                    options(), new OriginPolicy(Listening.names(endpoint), List.of(), "--host"),
                    Optional.empty(), clients.limits(MAX_CONNECTIONS), log::line)) {
                announce(server.endpoint(), board, routes, key, classCode);
                stop.await();
            }
        }
        return ExitCode.DONE;
    }

    private static String randomCode() {
        SecureRandom random = new SecureRandom();
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < CODE_LENGTH; i++) {
            letters.append(CODE_LETTERS.charAt(random.nextInt(CODE_LETTERS.length())));
        }
        return letters.toString();
    }

    private Map<Integer, LessonFolder> add(Board board) throws IOException {
        Lessons all = language.of(lessons == null ? Lessons.packed() : Lessons.in(lessons));
        Map<Integer, LessonFolder> folders = new HashMap<>();
        Map<String, String> symptoms = new HashMap<>();
        Arrays.stream(Symptom.values()).forEach(symptom -> symptoms.put(symptom.id(), symptom.cause()));
        for (LessonFolder folder : all.all()) {
            Lesson lesson = folder.lesson();
            Map<String, String> causes = new HashMap<>(symptoms);
            folder.commonTranslation().diagnoses()
                    .forEach((id, words) -> causes.computeIfPresent(id,
                            (_, english) -> words.causeOr(english)));
            lesson.diagnoses().forEach(diagnosis -> causes.put(diagnosis.id(), diagnosis.cause()));
            board.add(lesson, folder.lessonText(), causes);
            folders.put(lesson.number(), folder);
        }
        return folders;
    }

    private static Optional<String> measured(LessonFolder folder, Question question) {
        try {
            return Optional.of(new Measurement(folder,
                    command -> NetkitProcess.output(List.of(command.strip().split("\\s+"))),
                    MeasureBlocks::run).of(question.measure()));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Map<String, HttpHandler> pages(BoardRoutes routes) throws IOException {
        Map<String, HttpResponse> files = WebPages.lessonBoard();
        Map<String, HttpHandler> pages = new LinkedHashMap<>();
        files.forEach((path, page) -> pages.put(path, HttpRoutes.serving(page)));
        HttpHandler board = pages.get("/");
        HttpHandler join = pages.remove("/join");
        pages.put("/", exchange -> (routes.isKey(exchange.request()) ? board : join).handle(exchange));
        return pages;
    }

    private static WebSocketOptions options() {
        return new WebSocketOptions(BoardReport.MAX_SIZE, MAX_BACKLOG, WebSocketOptions.Deflate.OFF,
                Duration.ofSeconds(20), Duration.ofSeconds(10), Duration.ofSeconds(2), Optional.empty(),
                List.of()).withMessageTimeout(Duration.ofSeconds(5));
    }

    private void announce(Endpoint endpoint, Board board, BoardRoutes routes, String key, String classCode)
            throws IOException {
        InetAddress bound = endpoint.resolve().getAddress();
        String address = LanAddresses.of(bound).stream()
                .map(one -> Endpoint.of(new InetSocketAddress(one, endpoint.port())).toString()).findFirst()
                .orElse(endpoint.toString());
        routes.course(board.course(address, QrCode.modules("http://" + address + "/")));
        Endpoint here = bound.isAnyLocalAddress() ? new Endpoint("localhost", endpoint.port()) : endpoint;
        PrintWriter out = spec.commandLine().getOut();
        out.println("listening on ws " + endpoint);
        out.println("open http://" + here + "/?key=" + key + " on the projector");
        out.println("students join once, with: --board " + address + " --code " + classCode);
        if (bound.isLoopbackAddress()) {
            out.println("only this machine can join; for the room: netkit lesson board 0.0.0.0:"
                    + endpoint.port());
        }
        out.flush();
    }
}
