package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.testing.Cable;
import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** The chat over plain HTTP with npm's {@code eventsource}, Chromium and curl as clients. */
@Timeout(120)
@Tag("peers")
@Tag("slow")
class PushPeersTest extends PushFixture {
    private String url(int port) {
        return "http://127.0.0.1:" + port + "/events?nick=ann";
    }

    private static void need(String program) {
        Programs.needPeer(program.equals("npm") ? "eventsource" : "playwright-core");
        if (program.equals("chromium")) {
            Programs.need("chromium");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"npm", "chromium"})
    void eventSourceResumesAfterTheConnectionIsCut(String program) throws Exception {
        need(program);
        try (Cable cable = new Cable(server.endpoint().port());
                LiveProcess source = Programs.node("event-source.mjs", program, url(cable.port()))) {
            String session = source.awaitLine("\\S+ \\* to speak, .*").replaceFirst(".*=", "");
            source.awaitLine("\\S+ \\* you are ann now");
            beat();
            say("?nick=bob", "one");
            source.awaitLine("\\S+ \\[lobby\\] bob: one");
            cable.unplug();
            scheduler.awaitDue(RESUME); // the server has noticed
            say("?nick=cid", "two");
            cable.plug();
            source.awaitLine("connecting");
            source.awaitLine("\\S+ \\[lobby\\] cid: two");
            assertEquals("204", say("?session=" + session, "/quit"));
            source.awaitLine("closed"); // it has asked again, and the response was 204
            assertEquals(0, source.awaitExit(), source::output);
            List<Integer> numbers = source.output().lines().filter(line -> line.startsWith("t"))
                    .map(line -> Integer.valueOf(line.replaceFirst("^t\\d+-(\\d+) .*", "$1"))).toList();
            assertEquals(IntStream.rangeClosed(1, numbers.size()).boxed().toList(), numbers,
                    "each line once and in order");
        }
    }

    /** Lets the server send two heartbeats: comments, which are no events. */
    private void beat() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            scheduler.awaitDue(PushMember.HEARTBEAT);
            scheduler.advance(PushMember.HEARTBEAT);
        }
    }

    @Test
    void curlShowsEachLineAtOnce() throws IOException, InterruptedException {
        Programs.need("curl");
        try (LiveProcess curl = new LiveProcess(
                new ProcessBuilder("curl", "-sN", url(server.endpoint().port())))) {
            curl.awaitLine("data: \\* you are ann now");
            beat();
            curl.awaitLine(": heartbeat");
            say("?nick=bob", "hello");
            curl.awaitLine("data: \\[lobby\\] bob: hello");
            assertEquals("retry: 2000", curl.output().lines().findFirst().orElseThrow());
        }
    }
}
