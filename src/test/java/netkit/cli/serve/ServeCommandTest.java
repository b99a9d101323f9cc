package netkit.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.cli.option.ExitCode;
import netkit.testing.Cli;
import netkit.testing.LineSocket;
import netkit.testing.WebSocketPeer;

@Timeout(60)
class ServeCommandTest {
    private static final String GOODBYE = "the server is going away; goodbye";

    private static Cli.Running serve() {
        return Cli.start("serve", "--tcp", "0", "--web", "0");
    }

    private static int port(Cli.Running server, String what) {
        return Integer.parseInt(server.awaitLine("listening on " + what + " .*").replaceAll(".*:", ""));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static HttpRequest.Builder request(int port, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target));
    }

    @Test
    void lineOfEachTransportReachesTheMembersOfAllOthers() throws Exception {
        try (Cli.Running server = serve()) {
            int web = port(server, "http");
            try (LineSocket ann = new LineSocket(port(server, "tcp"));
                    WebSocketPeer bob = new WebSocketPeer("ws://127.0.0.1:" + web + "/chat");
                    SioMember eve = new SioMember(web)) {
                ann.send("/nick ann\n");
                ann.await("\\* you are ann now");
                bob.send("/nick bob").await("\\* you are bob now");
                eve.ask("nick", "eve");

                ann.send("from ann\n");
                assertEquals("[lobby] ann: from ann", bob.await("\\[.*"));
                Map<String, Object> speaker = eve.next("chat message").object(1);
                assertEquals(List.of("lobby", "ann"), List.of(speaker.get("room"), speaker.get("nick")));
                bob.send("from bob");
                assertEquals("[lobby] bob: from bob", ann.await("\\[.*"));
                assertEquals("from bob", eve.next("chat message").text(0));
                assertEquals("lobby", eve.ask("chat message", "from eve").get("room"));
                assertEquals("[lobby] eve: from eve", ann.await("\\[.*"));
                assertEquals("[lobby] eve: from eve", bob.await("\\[.*"));
                assertEquals("from eve", eve.next("chat message").text(0), "it hears itself");
                send(request(web, "/say?nick=carl").POST(HttpRequest.BodyPublishers.ofString("from carl")));
                assertEquals("[lobby] carl: from carl", ann.await("\\[.*"));
                assertEquals("[lobby] carl: from carl", bob.await("\\[.*"));
                assertEquals("from carl", eve.next("chat message").text(0));
            }
        }
    }

    @Test
    void roomsNamesAndDirectMessagesAreThoseOfOneChat() throws Exception {
        try (Cli.Running server = serve();
                LineSocket ann = new LineSocket(port(server, "tcp"));
                SioMember eve = new SioMember(port(server, "http"))) {
            ann.send("/nick ann\n");
            ann.await("\\* you are ann now");
            assertEquals("the name 'ANN' is taken", eve.ask("nick", "ANN").get("error"));
            eve.ask("nick", "eve");
            eve.ask("join", "java");
            assertEquals(Map.of("lobby", 2L, "java", 1L), eve.ask("rooms"));
            ann.send("/events on\n");
            ann.await("\\* events on");
            ann.send("/join java\n/who\n/rooms\n/msg eve psst\n");
            ann.await("\\* join-room java \\S+ \\(ann\\)");
            ann.await("\\* in java: eve, ann \\(you\\)");
            ann.await("\\* rooms: java \\(2\\), lobby \\(2\\)");
            assertEquals("java", eve.next("join").object(0).get("room"));
            assertEquals("direct", eve.next("chat message").object(1).get("room"));
            eve.ask("leave", "java");
            ann.await("\\* leave-room java \\S+ \\(eve\\)");
            assertEquals("character 2 of the text is a control character (U+000A); nothing was sent",
                    eve.ask("chat message", "a\n[lobby] ann: b").get("error"));
        }
    }

    @Test
    void pagesOfBothKindsAreServedWithALinkToEachOther() throws Exception {
        try (Cli.Running server = serve()) {
            int web = port(server, "http");
            server.awaitLine("open http://127.0.0.1:" + web + "/ in a browser");
            assertTrue(send(request(web, "/")).body().contains("href=\"/socketio\""));
            String page = send(request(web, "/socketio")).body();
            assertTrue(page.contains("href=\"/\"") && page.contains("/sio-server.js"), page);
            assertEquals(200, send(request(web, "/socketio.js")).statusCode());
            assertEquals(200, send(request(web, "/http-chat.js")).statusCode());
            assertEquals(404, send(request(web, "/other")).statusCode());
        }
    }

    @Test
    void membersOfAllTransportsAreToldThatTheServerEnds() throws Exception {
        try (Cli.Running server = serve()) {
            int web = port(server, "http");
            try (LineSocket ann = new LineSocket(port(server, "tcp"));
                    WebSocketPeer bob = new WebSocketPeer("ws://127.0.0.1:" + web + "/chat");
                    SioMember eve = new SioMember(web)) {
                ann.await("\\* your id is .*");
                bob.await("\\* your id is .*");
                eve.next("welcome");
                assertEquals(ExitCode.DONE, server.stop().code());
                assertEquals("* " + GOODBYE, ann.await(".*goodbye"));
                assertEquals("* " + GOODBYE, bob.await(".*goodbye"));
                assertEquals(GOODBYE, eve.next("notice").text(0));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"--tcp, tcp", "--web, tcp"})
    void portInUseIsReportedInOneLine(String option, String what) throws Exception {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String other = option.equals("--tcp") ? "--web" : "--tcp";
            Cli.Result result = Cli.run("serve", option, "" + busy.getLocalPort(), other, "0");
            assertEquals(ExitCode.INCONCLUSIVE, result.code(), result.toString());
            assertEquals(1, result.err().lines().count(), result.toString());
            assertEquals("", result.out());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            value = {"--tcp x | x", "--web 127.0.0.1:99999 | 99999", "--max-members 0 | --max-members must",
                "--bus http://a | is not a Redis URL", "--recovery 0ms | --recovery must",
                "--poll-timeout 0s | --poll-timeout must", "--origin a.example | --origin must"})
    void invalidOptionIsReportedInOneLine(String options, String complaint) {
        Cli.Result result = Cli.run(("serve --tcp 0 --web 0 " + options).replaceFirst(
                options.startsWith("--tcp") ? "--tcp 0 " : options.startsWith("--web") ? "--web 0 " : "^", "")
                .split(" "));
        assertEquals(ExitCode.USAGE, result.code(), result.toString());
        assertTrue(result.err().contains(complaint), result.toString());
        assertEquals(1, result.err().lines().count(), result.toString());
    }
}
