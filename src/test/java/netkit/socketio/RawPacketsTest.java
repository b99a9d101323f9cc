package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.engineio.EngineServerOptions;
import netkit.testing.Programs;
import netkit.testing.WebSocketPeer;

/** Unusual and invalid packets, to the reference server and to netkit's: both must respond alike. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("peers")
@Tag("slow")
class RawPacketsTest {
    private static final String LAST = "2999[\"message-with-ack\",\"last\"]";
    private static final String LAST_ANSWER = "43999[\"last\"]";

    private ReferenceServer reference;
    private SocketIoApp ours;

    @BeforeAll
    void start() throws IOException {
        Programs.needPeer("socket.io");
        reference = new ReferenceServer("{}");
        ours = new SocketIoApp(SocketIoServerOptions.DEFAULT, EngineServerOptions.DEFAULT);
    }

    @AfterAll
    void stop() {
        if (reference != null) {
            reference.close();
            ours.close();
        }
    }

    /**
     * Returns the responses up to the acknowledgement of a final event or the end of the connection. Ids are masked,
     * and the order is ignored, because the reference looks up namespaces asynchronously.
     */
    private static List<String> answers(int port, boolean connects, String... packets) {
        List<String> answers = new ArrayList<>();
        try (WebSocketPeer peer = new WebSocketPeer(
                "ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket")) {
            assertTrue(peer.next().startsWith("0{"));
            if (connects) {
                peer.send("40");
                assertTrue(peer.next().startsWith("40{"));
                assertEquals("42[\"auth\",{}]", peer.next());
            }
            for (String packet : packets) {
                send(peer, packet);
            }
            for (int round = 0; round < 2; round++) {
                send(peer, LAST);
                String line = peer.next();
                while (!line.equals(LAST_ANSWER) && !line.startsWith("closed")) {
                    answers.add(line.replaceAll("\"sid\":\"[\\w-]{20}\"", "\"sid\":\"…\""));
                    line = peer.next();
                }
                answers.add(line);
                if (line.startsWith("closed")) {
                    break;
                }
            }
        }
        answers.sort(null);
        return answers;
    }

    private static void send(WebSocketPeer peer, String packet) {
        try {
            if (packet.startsWith("<")) {
                peer.sendBinary(
                        HexFormat.ofDelimiter(" ").parseHex(packet.substring(1, packet.length() - 1)));
            } else {
                peer.send("4" + packet);
            }
        } catch (CompletionException _) {
            // the server has closed the connection, which the next read reports
        }
    }

    private void assertSame(boolean connects, String... packets) {
        assertEquals(answers(reference.port(), connects, packets), answers(ours.port(), connects, packets),
                ours::toString);
    }

    /** Packets are separated by " | "; binary messages are written as hex in angle brackets. */
    @ParameterizedTest
    @ValueSource(strings = {
        // invalid packets
        "", "a", "7", "-1", "2{}", "2[]", "2[null]", "2[{}]", "2\"x\"", "2[\"x\"", "2[\"x\"]]",
        "2[\"connect\"]",
        "2[\"connect_error\"]", "2[\"disconnect\"]", "2[\"disconnecting\"]", "2[\"newListener\"]",
        "2[\"removeListener\"]", "2abc[\"message\"]", "2-1[\"message\"]", "2[\"message\",01]",
        "2[\"message\",NaN]",
        "2['message']", "2[\"message\",\"\t\"]", "2[\"message\",.5]", "2[\"message\",TRUE]",
        "2[\"message\",]",
        "2[\"message\"]//", "1{}", "1[]", "1null", "3{}", "3\"x\"", "31{}", "5[\"x\"]", "5-[\"x\"]",
        "50-[\"x\"]",
        "511-[\"x\"]", "5-1-[\"x\"]", "5x-[\"x\"]", "51[\"x\"]", "51", "5", "6", "51-{}", "61-{}",
        "51-[\"connect\"]",
        // attachments
        "<01>", "51-[\"message\",{\"_placeholder\":true,\"num\":0}] | <01 02>",
        "51-[\"message\",{\"_placeholder\":true,\"num\":1}] | <01>",
        "51-[\"message\",{\"_placeholder\":true,\"num\":-1}] | <01>",
        "51-[\"message\",{\"_placeholder\":true,\"num\":\"0\"}] | <01>",
        "51-[\"message\",{\"_placeholder\":true}] | <01>",
        "51-[\"message\",{\"_placeholder\":1,\"num\":0}] | <01>",
        "52-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}] | <01> | <02>",
        "52-[\"message\",[{\"_placeholder\":true,\"num\":1}],{\"a\":{\"_placeholder\":true,\"num\":0}}] | <01> | <02>",
        "51-[\"message\",\"no place for it\"] | <01>", "51- | <01>", "51-12 | <01>", "61-7 | <01>",
        "51-[\"message\"] | 2[\"message\"]",
        "510-[\"message\",{\"_placeholder\":true,\"num\":9}] | <00> | <01> | <02> | <03> | <04> | <05> | <06> | <07> | <08> | <09>",
        "2[\"message\",{\"_placeholder\":true,\"num\":0}]",
        // ignored
        "2", "27", "3", "31", "3[]", "399[]", "399", "2[7]", "2[\"no handler\",1]",
        "27[\"no handler\"]",
        // ids
        "20[\"message-with-ack\",1]", "2007[\"message-with-ack\",1]",
        "2999999999999999[\"message-with-ack\"]",
        // values
        "2[\"message\",1,1.0,1e3,-0,1.5,-2.5e-1,1e20,123456789012]",
        "2[\"message\",{\"a\":1,\"b\":2,\"a\":3}]",
        "2[\"message\",\"\\u00e9\\ud83d\\ude00\\/\\b\\f\"]", "2[\"message\",\"\\ud800\"]",
        "2[ \"message\" , [ ] ] ",
        "2[\"message\",null,true,false,{},[],\"\"]",
        // namespaces
        "0", "0/custom", "0/custom,", "0/custom,{\"a\":{\"b\":[1]}}", "0/nowhere", "0/nowhere,",
        "0/custom?x=1,",
        "0/?x=1", "0/room-1", "0/room-x", "0/secret,{\"token\":\"no\"}", "0/secret,{\"token\":\"secret\"}",
        "0[]", "0null",
        "0\"x\"", "0{", "0/custom,[]", "012", "0/nowhere,12{}", "2/custom,[\"message\"]",
        "2/nowhere,[\"message\"]",
        "3/custom,1[]", "1/custom", "1/nowhere,", "4", "4{\"message\":\"x\"}", "4\"x\"", "4/custom,{}",
        "2/,[\"message\",1]",
        "2/[\"message\",1]", "1,"})
    void serversRespondAlike(String packets) {
        assertSame(true, packets.split(" \\| ", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "2[\"message\"]", "1", "3[]", "4{}", "0/nowhere", "<01>", "51-[\"x\"]"})
    void serversRespondAlikeBeforeTheFirstNamespace(String packet) {
        assertSame(false, packet);
    }

    @Test
    void clientMayReconnectToANamespaceOnBothServers() {
        for (int port : List.of(reference.port(), ours.port())) {
            try (WebSocketPeer peer = new WebSocketPeer(
                    "ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket")) {
                for (int i = 0; i < 3; i++) {
                    peer.send("40/custom");
                    peer.await("40/custom,.*");
                    peer.await("42/custom,\\[\"auth\",\\{}]");
                    peer.send("41/custom");
                    peer.send("40");
                    peer.await("42\\[\"auth\",\\{}]");
                    peer.send("41");
                }
            }
        }
    }
}
