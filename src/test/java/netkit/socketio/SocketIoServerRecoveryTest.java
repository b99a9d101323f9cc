package netkit.socketio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.engineio.CloseReason;

/** Connection state recovery at the server, with clients played by the test. */
@Timeout(60)
class SocketIoServerRecoveryTest extends SocketIoServerFixture {
    /** Starts a server with recovery that puts each new client into room x. */
    private void recovering() {
        server = newServer(SocketIoServerOptions.DEFAULT.withRecovery(Duration.ofMinutes(2)));
        server.onConnection(socket -> {
            if (!socket.recovered()) {
                socket.join("x");
                socket.data().put("colour", "red");
            }
            notes.add(socket.id() + (socket.recovered() ? " recovered " : " new ") + socket.data() + " "
                    + socket.rooms());
            socket.onDisconnect((_, reason) -> notes.add(socket.id() + " " + reason));
        });
    }

    private static String member(String json, String name) {
        return json.replaceAll(".*\"" + name + "\":\"([^\"]*)\".*", "$1");
    }

    private static String offset(String event) {
        return event.replaceAll(".*\"([^\"]*)\"]", "$1");
    }

    @Test
    void recoveryRestoresRoomsAndSendsMissedEventsBeforeConnect()
            throws InterruptedException {
        recovering();
        FakeEngine client = open().receive("0");
        String notifyConnected = client.next();
        String pid = member(notifyConnected, "pid");
        String sid = member(notifyConnected, "sid");
        assertEquals(sid + " new {colour=red} [" + sid + ", x]", note());
        server.emit("first", "a");
        String offset = offset(client.next());
        server.to("x").emit("seen by the network only");
        client.end(CloseReason.TRANSPORT_CLOSE);
        assertEquals(sid + " transport close", note());
        server.to("x").emit("missed in x");
        server.to("y").emit("not for it");
        server.except("x").emit("not for x");
        server.to(sid).emit("missed alone", new byte[] {7});
        server.namespace("/").all().emitVolatile("volatile");

        FakeEngine back = open().receive("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}");
        assertTrue(back.next().startsWith("2[\"seen by the network only\",\""));
        assertTrue(back.next().startsWith("2[\"missed in x\",\""));
        String alone = back.next();
        assertTrue(alone.startsWith("51-[\"missed alone\",{\"_placeholder\":true,\"num\":0},\""), alone);
        assertEquals("<07>", back.next());
        assertEquals("0{\"sid\":\"" + sid + "\",\"pid\":\"" + pid + "\"}", back.next());
        assertEquals(sid + " recovered {colour=red} [" + sid + ", x]", note());

        server.to("x").emit("now");
        assertTrue(back.next().startsWith("2[\"now\",\""));
        back.end(CloseReason.TRANSPORT_ERROR);
        note();
        FakeEngine again = open().receive("0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset(alone) + "\"}");
        assertTrue(again.next().startsWith("2[\"now\",\""), "and once more");
        assertEquals("0{\"sid\":\"" + sid + "\",\"pid\":\"" + pid + "\"}", again.next());
    }

    @ParameterizedTest
    @CsvSource({"too late", "unknown pid", "unknown offset", "no offset", "left by itself", "here still"})
    void unrecoverableClientGetsANewSession(String why) throws InterruptedException {
        recovering();
        FakeEngine client = open().receive("0");
        String pid = member(client.next(), "pid");
        note();
        server.emit("e");
        String offset = offset(client.next());
        if (why.equals("left by itself")) {
            client.receive("1");
            note();
        } else if (!why.equals("here still")) {
            client.end(CloseReason.TRANSPORT_CLOSE);
            note();
        }
        if (why.equals("too late")) {
            scheduler.advance(Duration.ofSeconds(121));
        }

        FakeEngine back = open().receive(switch (why) {
            case "unknown pid" -> "0{\"pid\":\"nobody\",\"offset\":\"" + offset + "\"}";
            case "unknown offset" -> "0{\"pid\":\"" + pid + "\",\"offset\":\"zz\"}";
            case "no offset" -> "0{\"pid\":\"" + pid + "\"}";
            default -> "0{\"pid\":\"" + pid + "\",\"offset\":\"" + offset + "\"}";
        });

        String answer = back.next();
        assertTrue(answer.startsWith("0{\"sid\":"), answer);
        assertFalse(answer.contains(pid), answer);
        assertTrue(note().contains(" new "));
    }

    @Test
    void eventsWithAckHaveNoOffset() throws InterruptedException {
        recovering();
        FakeEngine client = open().receive("0");
        client.next();
        note();

        server.namespace("/").sockets().getFirst().emitWithAck("ask", 1);

        assertEquals("20[\"ask\",1]", client.next());
    }

    @Test
    void withoutRecoveryThereIsNoPidAndNoOffset() {
        FakeEngine client = open().receive("0");
        assertEquals("0{\"sid\":\"id000001\"}", client.next());
        server.emit("x", 1);
        assertEquals("2[\"x\",1]", client.next());
    }
}
