package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lab.script.LabSyntaxException;

/** Packets that a program has printed, compared with what the decoders say. */
class PacketsReportTest {
    private static final PacketsReport REPORT = new PacketsReport(List.of(
            text("ann", "client", "websocket", "2probe"),
            text("ann", "server", "polling", "40{\"sid\":\"x\"}\u001e4213[\"join\", {\"a\":1}]"),
            text("bob", "client", "websocket", "451-/admin,7[\"up\",{\"num\":0,\"_placeholder\":true}]"),
            text("bob", "server", "websocket", "451-[\"up\",{\"_placeholder\":true,\"num\":0}]"),
            binary("bob", "server", 0x0A, 0x0B), binary("bob", "client", 1, 2, 3)));
    private static final List<String> LINES = REPORT.report().lines().toList();

    private static SessionMessage text(String session, String sender, String transport, String text) {
        return new SessionMessage(session, sender, transport, false, text.getBytes(StandardCharsets.UTF_8));
    }

    private static SessionMessage binary(String session, String sender, int... bytes) {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        return new SessionMessage(session, sender, "websocket", true, all);
    }

    private static Optional<ReportProblem> problem(String printed) {
        return REPORT.problem(printed, new Names(1, "check"));
    }

    @Test
    void reportHasALineForEachPacketWhenItIsComplete() {
        assertEquals("""
                ann client ping data=probe
                ann server connect namespace=/ data={"sid":"x"}
                ann server event namespace=/ id=13 data=["join",{"a":1}]
                bob server binary-event namespace=/ attachments=0a0b data=["up",{"_placeholder":true,"num":0}]
                bob client binary-event namespace=/admin id=7 attachments=010203 \
                data=["up",{"_placeholder":true,"num":0}]
                """, REPORT.report());
        assertTrue(problem(REPORT.report()).isEmpty());
    }

    @Test
    void jsonMayBeWrittenInAnotherWayAndOtherLinesAreIgnored() {
        String other = REPORT.report().replace("{\"_placeholder\":true,\"num\":0}",
                "{ \"num\": 0, \"_placeholder\": true }").replace("=0a0b", "=0A0B").replace("\n", "\r\n");
        assertTrue(problem("reading\n" + other + "done\n").isEmpty());
    }

    @Test
    void fileHasALineForEachMessage() {
        List<String> file = new String(REPORT.file(), StandardCharsets.UTF_8).lines().toList();
        assertEquals(6, file.size());
        assertEquals("bob client websocket binary 010203", file.getLast());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'',
            value = {"2|ann server event namespace=/ data=[\"join\",{\"a\":1}]|id missing",
                "2|ann server event namespace=/ id=4 data=[\"join\",{\"a\":1}]|id",
                "2|ann server event namespace=/ id=13 data=[\"join\"]|data",
                "2|ann server event id=13 data=[\"join\"]|namespace missing",
                "2|ann server ack namespace=/ id=13 data=[\"join\",{\"a\":1}]|type",
                "2|ann server event 13|format",
                "0|ann client ping namespace=/ data=probe|namespace extra",
                "1|ann server event namespace=/ id=13 data=[\"join\",{\"a\":1}]|missing",
                "3|bob client binary-event namespace=/admin|early", "0|carl client ping|missing",
                "1|bob client pong|order",
                "3|bob server binary-event namespace=/ attachments=010203 data=[]|attachments of another",
                "3|bob server binary-event namespace=/ attachments=01 data=[]|attachments"})
    void firstThingThatIsWrongIsNamed(int at, String line, String field) {
        StringBuilder printed = new StringBuilder();
        for (int i = 0; i < LINES.size(); i++) {
            printed.append(i == at ? line : LINES.get(i)).append('\n');
        }
        assertEquals(field, problem(printed.toString()).orElseThrow().field());
    }

    @Test
    void linesTooFewAndTooManyAreTold() {
        assertEquals("no lines", problem("").orElseThrow().field());
        assertEquals("missing", problem(LINES.getFirst()).orElseThrow().field());
        assertEquals("too many", problem(REPORT.report() + LINES.getFirst()).orElseThrow().field());
        assertEquals("extra", problem("ann client pong\n" + REPORT.report()).orElseThrow().field());
    }

    @Test
    void problemShowsTheMessagesOfThePacket() {
        ReportProblem problem = problem(String.join("\n", LINES.subList(0, 4))).orElseThrow();
        assertEquals(List.of(
                "line 3:  bob client websocket text 451-/admin,7[\"up\",{\"num\":0,\"_placeholder\":true}]",
                "line 6:  bob client websocket binary 010203"), problem.picture());
    }

    @Test
    void messageThatIsNoPacketIsTheTeachersMistake() {
        assertThrows(LabSyntaxException.class,
                () -> new PacketsReport(List.of(text("ann", "client", "websocket", "9"))));
        assertThrows(LabSyntaxException.class, () -> text("ann", "client", "websocket", "42[\n]"));
    }
}
