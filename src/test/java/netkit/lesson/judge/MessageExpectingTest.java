package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.check.CheckFile;
import netkit.testing.SideBySide;

/** A program that is a WebSocket client and speaks Socket.IO, judged over a real connection. */
class MessageExpectingTest {
    private static final String CHECKS = """
            exercise connects
            check ask "asks"
            peer upgrades to "/socket.io/?EIO=4&transport=websocket"
            peer sends message("0{}")
            peer expects message "40"
            peer sends message("40{}")
            peer expects packet event id=as id values=("order", as key, "tea")
            peer sends message("43" id "[\\"" key "\\"]")
            program prints lines "callback" ("callback k\\n") within 60s
            peer expects packet event id=not id values=("order", not key)
            program ends with 0 within 60s
            program prints lines "callback" ("callback k\\n") now
            """;
    private static final String PROGRAM = """
            import java.net.URI;
            import java.net.http.*;
            import java.util.concurrent.*;

            public class Mine {
                public static void main(String[] args) throws Exception {
                    BlockingQueue<String> texts = new LinkedBlockingQueue<>();
                    WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(
                            URI.create("ws://" + args[0] + ":" + args[1] + "/socket.io/?%s"),
                            new WebSocket.Listener() {
                                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                    texts.add(text.toString());
                                    from.request(1);
                                    return null;
                                }
                            }).join();
                    texts.take();
                    socket.sendText("40", true).join();
                    texts.take();
                    socket.sendText("%s", true).join();
                    if (texts.take().equals("437[\\"k\\"]")) {
                        System.out.println("callback k");
                    }
                    socket.sendText("%s", true).join();
                    System.exit(0);
                }
            }
            """;
    private static final String TARGET = "transport=websocket&EIO=4";
    private static final String FIRST = "427[\\\"order\\\", \\\"k\\\",\\\"tea\\\"]";
    private static final String SECOND = "428[\\\"order\\\",9]";

    @TempDir
    Path folder;

    private CheckOutcome judge(String target, String first, String second) throws Exception {
        Path file = Files.writeString(Files.createTempDirectory(folder, "mine").resolve("Mine.java"),
                PROGRAM.formatted(target, first, second));
        return new Judge(CheckFile.parse("checks.lab", CHECKS), List.of()).check(file, 7, JudgeListener.NONE)
                .outcomes().getLast();
    }

    private String message(String target, String first, String second) throws Exception {
        return judge(target, first, second).failed().orElseThrow().message();
    }

    @Test
    @SideBySide
    void rightProgramPassesWhateverTheOrderOfTheQueryAndTheBlanksOfJson() throws Exception {
        CheckOutcome outcome = judge(TARGET, FIRST, SECOND);
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
    }

    @Test
    @SideBySide
    void wrongPartOfAPacketIsTold() throws Exception {
        assertEquals("a ping of Engine.IO came instead of an event", message(TARGET, "2", SECOND));
        assertEquals("the packet has no id", message(TARGET, "42[\\\"order\\\"]", SECOND));
        assertEquals("value 3 is milk instead of tea",
                message(TARGET, "427[\\\"order\\\",\\\"k\\\",\\\"milk\\\"]", SECOND));
        assertEquals("2 values instead of 3", message(TARGET, "427[\\\"order\\\",\\\"k\\\"]", SECOND));
    }

    @Test
    @SideBySide
    void valueThatMustBeAnotherOneIsTold() throws Exception {
        assertEquals("id is 7 again", message(TARGET, FIRST, "427[\\\"order\\\",9]"));
        assertEquals("value 2 is k again", message(TARGET, FIRST, "428[\\\"order\\\",\\\"k\\\"]"));
    }

    @Test
    @SideBySide
    void requestForAnotherTargetIsTold() throws Exception {
        assertTrue(message("EIO=3&transport=websocket", FIRST, SECOND)
                .startsWith("the request is for /socket.io/?EIO=3&transport=websocket instead of "));
    }
}
