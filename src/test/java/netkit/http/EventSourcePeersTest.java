package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.testing.LiveProcess;
import netkit.testing.Programs;

/** Our client of an event stream on a server of node's. */
@Timeout(120)
@Tag("peers")
class EventSourcePeersTest {
    @Test
    void resumesTheStreamOfANodeServer() throws Exception {
        Programs.need("node");
        List<String> seen = new ArrayList<>();
        try (LiveProcess node = Programs.node("event-server.mjs")) {
            int port = Integer.parseInt(node.awaitLine("\\d+"));
            try (EventSource source = new EventSource(
                    () -> new Socket(InetAddress.getLoopbackAddress(), port),
                    new RequestHead("GET", "/", "HTTP/1.1", Headers.of("Host", "127.0.0.1:" + port)),
                    EventSource.Options.DEFAULT)) {
                source.run(new EventSource.Listener() {
                    @Override
                    public void opened(ResponseHead response) {
                        seen.add(response.status() + " " + response.reason());
                    }

                    @Override
                    public void event(ServerSentEvent event) {
                        seen.add(event.type() + " " + event.id() + ": " + event.data());
                    }

                    @Override
                    public void lost(String why, Duration retry) {
                        seen.add("lost, retry " + retry.toMillis());
                    }
                });
            }
            assertEquals(0, node.awaitExit(), node::output);
            assertEquals(List.of("asked for what follows ''", "asked for what follows '3'",
                    "asked for what follows '4'"), node.output().lines().skip(1).toList());
        }
        assertEquals(List.of("200 OK", "message 1: one", "message 2: two\nlines", "note 3: three",
                "lost, retry 5", "200 OK", "message 4: grüße", "message 4: the id stays", "lost, retry 5"),
                seen);
    }
}
