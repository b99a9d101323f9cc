package netkit.chat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;

import netkit.net.ConnectionLimits;
import netkit.net.Endpoint;
import netkit.net.RandomIds;
import netkit.net.Scheduler;
import netkit.testing.LineSocket;

/** A chat server on a free port of the loopback interface, its log, and the clients to close after each test. */
abstract class ChatServerFixture {
    static final int LINE = 8 * 1024;
    static final int SMALL_BACKLOG = 64 * 1024;
    static final String GOODBYE = "* the server is going away; goodbye";

    /** What members are told of others, which most of these tests are not about. */
    private static final String COMING_AND_GOING = "\\* (?!you )\\S+ (joined|left) \\S+|\\* \\S+ is \\S+ now"
            + "|\\* \\S+ has \\d+ members now|\\* you are alone in .*";

    final Chat chat = new Chat(new RandomIds());
    final BlockingQueue<String> log = new LinkedBlockingQueue<>();
    final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    ChatServer serve(ChatLimits limits) throws IOException {
        return serve(limits, Scheduler.SYSTEM);
    }

    ChatServer serve(ChatLimits limits, Scheduler scheduler) throws IOException {
        ChatServer server = new ChatServer(new Endpoint(Endpoint.LOOPBACK, 0), chat, limits, log::add,
                scheduler);
        open.add(server);
        return server;
    }

    static ChatLimits backlog(int bytes) {
        return new ChatLimits(LINE, ConnectionLimits.total(1000), bytes, Duration.ZERO);
    }

    /** Connects a client, and waits until it is in the lobby. */
    LineSocket member(ChatServer server) throws IOException {
        return member(server, 0);
    }

    LineSocket member(ChatServer server, int receiveBuffer) throws IOException {
        LineSocket member = new LineSocket(server.endpoint().port(), receiveBuffer);
        open.add(member);
        member.skipping(COMING_AND_GOING);
        member.await("\\* your id is .*");
        return member;
    }

    String awaitLog(String regex) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        while (true) {
            String line = log.poll(60, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError(
                        "nothing in the log matched " + regex + "\n" + String.join("\n", seen));
            }
            if (line.matches(regex)) {
                return line;
            }
            seen.add(line);
        }
    }

    static String numbered(int from, int to, String rest) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append(i).append(rest).append('\n');
        }
        return lines.toString();
    }

    static List<String> numberedFrom(String speaker, int from, int to, String rest) {
        return IntStream.range(from, to).mapToObj(i -> "[lobby] " + speaker + ": " + i + rest).toList();
    }
}
