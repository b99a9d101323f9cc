package netkit.cli.sio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import netkit.testing.Cli;

/** The command {@code sio-emit}, and the cheat sheet in the guide. */
class SioEmitCommandTest {
    private static final Path GUIDE = Path.of("lessons", "guides", "socketio.md");

    @Test
    void tableShowsWhichClientsReceiveEachForm() throws IOException {
        Cli.Result result = Cli.run("sio-emit");
        assertEquals(block("$ netkit sio-emit\n"), result.out());
        assertEquals("", result.err());
        assertEquals(0, result.code());
    }

    @Test
    void drawingShowsCodeMembersAndReceivers() throws IOException {
        Cli.Result result = Cli.run("sio-emit", "rooms");
        assertEquals(block("$ netkit sio-emit rooms\n"), result.out());
        assertTrue(result.out().contains("+--->  bob  red, blue         1 event\n"), result.toString());
        assertEquals(0, result.code());
    }

    @Test
    void guideHasTheCodeOfEachForm() throws IOException {
        List<String> lines = new ArrayList<>();
        for (EmitForm form : EmitForm.values()) {
            String name = form.toString();
            for (String code : List.of(form.java(), form.javaScript())) {
                for (String statement : code.split("; ")) {
                    lines.add("%-16s  %s\n".formatted(name, statement));
                    name = "";
                }
            }
        }
        String block = "```text\n" + String.join("", lines) + "```\n";
        assertTrue(Files.readString(GUIDE).contains(block), () -> "the guide must have this:\n" + block);
    }

    /** Returns what follows this line of the guide, to the end of its block. */
    private static String block(String start) throws IOException {
        String guide = Files.readString(GUIDE);
        int from = guide.indexOf(start);
        assertTrue(from >= 0, "the guide has no " + start);
        return guide.substring(from + start.length(), guide.indexOf("```", from));
    }

    @Test
    void jsonHasMembersAndCounts() {
        Cli.Result result = Cli.run("sio-emit", "volatile", "--json");
        assertTrue(result.out().contains("\"schema\": 1"), result.toString());
        assertTrue(result.out().replaceAll("\\s", "").contains(
                "\"received\":{\"ann\":1,\"bob\":1,\"cat\":1,\"dan\":0,\"eve\":0},\"disconnected\":[]"),
                result.toString());
        assertEquals(0, result.code());
    }

    @Test
    void formBetweenServersSaysThatThereIsNone() {
        Cli.Result result = Cli.run("sio-emit", "server-side");
        assertTrue(result.out().contains("received by none; there is no other server: add --bus\n"),
                result.toString());
        assertEquals(0, result.code());
    }

    @Test
    void unknownFormIsRefused() {
        Cli.Result result = Cli.run("sio-emit", "room\u001b");
        assertEquals(2, result.code());
        assertEquals("netkit sio-emit: 'room\\u001b' is not a form of emit; did you mean room?"
                + " (see 'netkit sio-emit --help')\n", result.err());
    }
}
