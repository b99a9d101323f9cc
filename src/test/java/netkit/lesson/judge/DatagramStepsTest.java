package netkit.lesson.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import netkit.lesson.check.CheckFile;
import netkit.lesson.check.CheckPlan;

/** A program that sends datagrams, judged over real sockets. It sends what it is told to, and prints what comes back. */
class DatagramStepsTest {
    @TempDir
    private static Path folder;
    private static StudentProgram program;

    @BeforeAll
    static void compile() throws Exception {
        Path file = Files.writeString(folder.resolve("Asker.java"), """
                import java.net.*;

                public class Asker {
                    public static void main(String[] args) throws Exception {
                        DatagramSocket socket = new DatagramSocket();
                        InetSocketAddress peer = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
                        for (int i = 1; i <= 12; i++) {
                            byte[] ask = ("ask " + i).getBytes();
                            socket.send(new DatagramPacket(ask, ask.length, peer));
                        }
                        while (true) {
                            DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                            socket.receive(answer);
                            String text = new String(answer.getData(), 0, answer.getLength());
                            System.out.println(answer.getSocketAddress().equals(peer) + " " + text);
                            if (text.equals("bye")) {
                                return;
                            }
                        }
                    }
                }
                """);
        program = StudentProgram.of(file);
    }

    @AfterAll
    static void deleteClasses() throws Exception {
        program.close();
    }

    private static CheckOutcome judge(String steps, long seed) throws Exception {
        CheckPlan plan = CheckFile.parse("checks.lab",
                "exercise sends datagrams\ncheck ask \"asks\"\n" + steps);
        return new Judge(plan, List.of()).check(program, plan.checks(), seed, JudgeListener.NONE).outcomes()
                .getLast();
    }

    private static CheckOutcome.Failed failed(CheckOutcome outcome) {
        return outcome.failed().orElseThrow(() -> new AssertionError("it has passed"));
    }

    @Test
    void datagramsAreExpectedOneByOneAndAnswered() throws Exception {
        CheckOutcome outcome = judge("""
                peers peer other
                peer replies to datagram "ask 1" with "one"
                peer replies to datagram "ask " n with "no " n, n from 3 to 12
                peer loses "3 4 5 6 7 8 9 10 11 12"
                peer expects datagram word:"ask" " " number:"2" as second
                peer expects nothing for 50ms
                peer sends datagram second
                other sends datagram "from elsewhere"
                program prints line "true one"
                program prints line "true ask 2"
                program prints line "false from elsewhere"
                peer sends datagram "bye"
                program ends with 0
                """, 7);
        assertEquals(CheckOutcome.Status.PASSED, outcome.status(), outcome.toString());
    }

    @Test
    void theFirstWrongByteOfADatagramIsNamedByItsField() throws Exception {
        CheckOutcome.Failed failed = failed(
                judge("peer expects datagram word:\"ask\" \" \" number:\"7\"\n", 7));
        assertEquals("byte 4, number: 31 '1' instead of 37 '7'", failed.message());
        assertEquals("byte 5: the datagram ends here",
                failed(judge("peer expects datagram \"ask 10\"\n", 7)).message());
    }

    @Test
    void theWireLosesTheSameDatagramsForTheSameSeed() throws Exception {
        String steps = """
                wire peer>program loss 50% duplicate 20%
                peer replies to datagram "ask " n with "answer " n, n from 1 to 11
                peer expects datagram "ask 12"
                wire clear
                peer sends "bye"
                program ends with 0
                wire lost as lost
                program reports "lost" lost
                """;
        String lost = failed(judge(steps, 7)).expected();
        assertTrue(lost.matches("\"lost \\d+( \\d+)+\""), lost);
        assertEquals(lost, failed(judge(steps, 7)).expected());
    }

    @Test
    void aCutWireIsSilentInBothDirections() throws Exception {
        CheckOutcome outcome = judge("""
                wire cut
                program starts
                peer expects nothing for 500ms
                peer expects datagram "ask 1" within 1s in all
                """, 7);
        CheckOutcome.Failed failed = failed(outcome);
        assertEquals("no datagram came within 1s", failed.message());
        assertTrue(failed.ladder().stream().anyMatch(line -> line.contains("peer lost <- program")),
                failed.ladder().toString());
    }
}
