package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.lesson.check.CheckStep.Division;

class CheckFileTest {
    private static final String HEAD = "exercise listens\ncheck one \"one\"\n";

    private static CheckPlan plan(String steps) {
        return CheckFile.parse("checks.lab", HEAD + steps);
    }

    private static CheckStep step(String line) {
        return plan(line + "\n").checks().getFirst().lines().getFirst().step();
    }

    /** Returns the value of an expression that a peer sends, in hexadecimal digits. */
    private static String value(String expression) {
        CheckPlan plan = plan("let body = \"abc\"\nlet n = len(body)\npeer sends " + expression + "\n");
        Names names = new Names(7, "one");
        FieldBytes sent = null;
        for (Check.Line line : plan.checks().getFirst().lines()) {
            switch (line.step()) {
                case CheckStep.Let let -> let.run(names);
                case CheckStep.Sends sends -> sent = sends.bytes().value(names);
                default -> throw new AssertionError(line.text());
            }
        }
        return HexFormat.of().formatHex(sent.bytes());
    }

    private static String error(String steps) {
        return assertThrows(IllegalArgumentException.class, () -> plan(steps)).getMessage();
    }

    @Test
    void fileHasTitleRoleChecksAndFurtherChecks() {
        CheckPlan plan = CheckFile.parse("checks.lab", """
                title Framer: length-prefixed messages
                exercise connects   # the judge listens
                limit 10s
                peers ann bob

                check first "the first"
                ann accepts within 3s
                limit 5s
                further
                check second "the second"
                bob expects end or reset
                measure reads "how many reads"
                value 3
                """);
        assertEquals("Framer: length-prefixed messages", plan.title().orElseThrow());
        assertEquals(CheckPlan.Role.CONNECTS, plan.role());
        assertEquals(List.of("first", "second"), plan.checks().stream().map(Check::id).toList());
        assertEquals(List.of("first"), plan.core().stream().map(Check::id).toList());
        assertEquals(Duration.ofSeconds(5), plan.check("first").orElseThrow().limit());
        assertEquals(Duration.ofSeconds(10), plan.check("second").orElseThrow().limit());
        assertEquals(List.of("ann", "bob"), plan.check("second").orElseThrow().peers());
        assertEquals("reads", plan.measure("reads").orElseThrow().id());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            0000000a                           | 0000000a
            "a\\r\\n\\x00é"                    | 610d0a00c3a9
            length:u32(len(body)) body:body    | 00000003616263
            u16(n + 2)                         | 0005
            u8(len(body) - 1)                  | 02
            u64(1)                             | 0000000000000001
            repeat("ab", 2)                    | 61626162
            xor(body, 01)                      | 606362
            slice(body, 1, 99)                 | 6263
            reverse(body)                      | 636261
            upper(body)                        | 414243
            hex(body)                          | 363136323633
            base64(body)                       | 59574a6a
            sha1("")                           | da39a3ee5e6b4b0d3255bfef95601890afd80709
            decimal(n)                         | 33
            text(12)                           | 30303030303030303a203030
            frame(payload="Hello" masked=no)   | 810548656c6c6f
            frame(payload="Hello" key=37fa213d)| 818537fa213d7f9f4d5158
            frame(opcode=close masked=no payload=(u16(1000))) | 880203e8
            frame(opcode=binary fin=no rsv=4 masked=no length=126 payload="a") | 427e000161
            frame(masked=no claims=300 payload="a") | 817e012c61
            """)
    void expressionsHaveValues(String expression, String bytes) {
        assertEquals(bytes, value(expression));
    }

    @Test
    void equalSeedsGiveEqualRandomBytesAndOthersOtherBytes() {
        BytesExpression random = ((CheckStep.Sends) step("peer sends random-text 20")).bytes();
        assertEquals(random.value(new Names(1, "one")), random.value(new Names(1, "one")));
        assertTrue(!random.value(new Names(1, "one")).equals(random.value(new Names(2, "one"))));
        assertTrue(!random.value(new Names(1, "one")).equals(random.value(new Names(1, "two"))));
    }

    @Test
    void firstWrongByteHasTheNameOfItsField() {
        BytesExpression sent = ((CheckStep.Sends) step("peer sends length:00000001 body:\"a\"")).bytes();
        FieldBytes value = sent.value(new Names(1, "one"));
        assertEquals("byte 3, length", value.place(3));
        assertEquals("byte 4, body", value.place(4));
        assertEquals("byte 5", value.place(5));
    }

    @Test
    void sentBytesAreDividedIntoPieces() {
        CheckStep.Sends split = (CheckStep.Sends) step("peer sends \"abcdef\" split at 2 4 pause 50ms");
        assertEquals(new Division.At(List.of(2, 4)), split.division());
        assertEquals(Duration.ofMillis(50), split.pause());
        assertEquals(new Division.Pieces(1),
                ((CheckStep.Sends) step("peer sends 00 byte by byte")).division());
        assertEquals(new Division.Pieces(3),
                ((CheckStep.Sends) step("peer sends 00 in pieces of 3")).division());
        CheckStep.Sends slow = (CheckStep.Sends) step("peer sends slowly 00 rate 10k");
        assertEquals(new Division.Pieces(512), slow.division());
    }

    @Test
    void expectationsAreRead() {
        CheckStep.Expects line = (CheckStep.Expects) step("peer expects line \"a\\n\" within 2s as greeting");
        assertEquals(new Within(Duration.ofSeconds(2), false), line.within().orElseThrow());
        assertEquals(new Within(Duration.ofSeconds(4), true), ((CheckStep.Prints) step(
                "program prints \"x\" within 4s in all")).within().orElseThrow());
        assertEquals("greeting", line.as().orElseThrow());
        Expectation.Frame frame = (Expectation.Frame) ((CheckStep.Expects) step(
                "peer expects frame opcode=close code=1002 fin=yes masked=no")).what();
        assertEquals(OptionalInt.of(8), frame.opcode());
        assertEquals(OptionalInt.of(1002), frame.code());
        assertEquals(new Expectation.End(true, true),
                ((CheckStep.Expects) step("peer expects end or reset")).what());
        assertInstanceOf(Expectation.Count.class, ((CheckStep.Expects) step("peer expects 4 bytes")).what());
        assertInstanceOf(Expectation.OneOf.class,
                ((CheckStep.Expects) step("peer expects one of 00 or 01 02")).what());
        assertInstanceOf(Expectation.Exactly.class,
                ((CheckStep.Expects) step("peer expects frame(payload=00)")).what());
    }

    @Test
    void headersAndBodyBelongToTheResponseBeforeThem() {
        CheckPlan plan = plan("""
                let key = base64(random(16))
                peer expects response 101
                  header Upgrade lists "websocket"
                  header Sec-WebSocket-Accept is base64(sha1(key "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
                  header Sec-WebSocket-Protocol is absent
                """);
        assertEquals(2, plan.checks().getFirst().lines().size());
        Expectation.Response response = (Expectation.Response) ((CheckStep.Expects) plan.checks().getFirst()
                .lines()
                .get(1).step()).what();
        assertEquals(List.of(101), response.statuses());
        assertEquals(3, response.headers().size());
        assertEquals(Expectation.Match.ABSENT, response.headers().get(2).match());
    }

    @Test
    void stepsOfTheProgramAreRead() {
        assertEquals(
                new CheckStep.Ends(OptionalInt.empty(), true,
                        java.util.Optional.of(new Within(Duration.ofSeconds(3), false))),
                step("program ends with failure within 3s"));
        assertEquals(new CheckStep.Ends(OptionalInt.of(0), false, java.util.Optional.empty()),
                step("program ends with 0"));
        assertEquals(new CheckStep.HasReplied("peer", 4, 9), step("peer has replied 4 to 9 times"));
        assertTrue(((CheckStep.Prints) step("program prints line \"gone\" within 3s")).whole());
        assertInstanceOf(CheckStep.NeverPrints.class, step("program never prints \"x\""));
        assertEquals(new CheckStep.Wire(true), step("wire cut"));
        assertEquals("20", ((CheckStep.Java) step("java mine count=20 lost=3")).options().get("count"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            peer sends body                 | checks.lab:3:12: 'body' is neither hexadecimal digits nor a name
            peer sends 0a1                  | checks.lab:3:12: '0a1' has an odd number
            peer sends "a                   | checks.lab:3:12: this " has no closing quote
            peer sends "\\q"                | checks.lab:3:13: unknown escape
            peer sends                      | checks.lab:3:11: the line ends here
            peer shouts                     | checks.lab:3:6: a peer connects
            ann sends 00                    | checks.lab:3:1: 'ann' is unknown
            let abcd = 00                   | checks.lab:3:5: 'abcd' cannot be a name: it reads as hexadecimal
            let split = 00                  | checks.lab:3:5: 'split' cannot be a name
            peer expects end within soon    | checks.lab:3:25: 'soon' is not a duration
            peer expects frame opcode=hello | checks.lab:3:27: 'hello' is not an opcode
            peer closes now                 | checks.lab:3:13: 'now' is not expected here
            header X is "a"                 | checks.lab:3:1: 'header' is not expected here
            check one "again"               | checks.lab:2: check one has no step
            wire loss 20%                   | checks.lab:3:1: this step is for exercises over UDP
            peer loses "1"                  | checks.lab:3:1: this step is for exercises over UDP
            program is netkit udp-send      | checks.lab:3:1: only a measure names its program
            wire breaks                     | checks.lab:3:6: 'breaks': unknown fault; write loss
            """)
    void mistakesAreReportedWithTheirPlace(String line, String message) {
        assertTrue(error(line + "\n").startsWith(message), error(line + "\n"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            peer closes                     | c:3:1: this step is for exercises over TCP
            peer sends 00 byte by byte      | c:3:1: this step is for exercises over TCP
            peer expects line "a"           | c:3:1: this step is for exercises over TCP
            wire corrupt 5%                 | c:3:6: netkit plays the wire above UDP
            wire bob>program loss 5%        | c:3:6: there is no host 'bob' on the wire
            peer replies to datagram n with 00        | c:3:26: 'n' is neither
            peer replies to datagram 00 with n, n to 5 | c:3:34: 'n' is neither
            """)
    void mistakesInStepsOfDatagramsAreReportedWithTheirPlace(String line, String message) {
        String error = assertThrows(IllegalArgumentException.class,
                () -> CheckFile.parse("c", "exercise sends datagrams\ncheck a \"a\"\n" + line + "\n"))
                .getMessage();
        assertTrue(error.startsWith(message), error);
    }

    @Test
    void aMeasureHasAProgramAndARoleOfItsOwn() {
        Check measure = CheckFile.parse("c", """
                exercise connects
                measure sockets "sockets"
                exercise listens
                program is netkit tcp-server "{host}:{port}" --max-line 1k
                program is killed
                value printed "([0-9]+) of"
                value sockets
                """).measure("sockets").orElseThrow();
        assertEquals(java.util.Optional.of(CheckPlan.Role.LISTENS), measure.role());
        assertEquals(new CheckStep.ProgramIs("netkit tcp-server \"{host}:{port}\" --max-line 1k"),
                measure.lines().getFirst().step());
        assertInstanceOf(CheckStep.IsKilled.class, measure.lines().get(1).step());
        assertInstanceOf(CheckStep.ValuePrinted.class, measure.lines().get(2).step());
        assertEquals(CheckStep.Counted.SOCKETS, measure.lines().get(3).step());
    }

    @Test
    void stepsOfDatagramsAreRead() {
        List<Check.Line> lines = CheckFile.parse("c", """
                exercise sends datagrams
                check a "a"
                let lost = numbers(2, 1, 20)
                peer replies to datagram "ping " n with "pong " n after 5ms, n from 1 to 20
                peer replies to any datagram with "?"
                peer delays lost 500ms
                peer sends datagram "x"
                peer sends "x" every 100ms
                peer expects datagram number:u16(7) "x" within 2s as seen
                peer expects each datagram once within 17s in all
                wire peer>program loss 20% burst 2, duplicate 10%
                wire lost as missing
                program reports "no answer:" missing
                """).checks().getFirst().lines();
        List<Class<?>> steps = List.of(CheckStep.Let.class, CheckStep.RepliesToDatagrams.class,
                CheckStep.RepliesToDatagrams.class, CheckStep.Treats.class, CheckStep.Sends.class,
                CheckStep.SendsEvery.class, CheckStep.Expects.class, CheckStep.ExpectsEach.class,
                CheckStep.WireFaults.class, CheckStep.WireLost.class, CheckStep.Reports.class);
        assertEquals(steps, lines.stream().map(line -> line.step().getClass()).toList());
        assertEquals("peer>program loss 20% burst 2 peer>program duplicate 10%",
                ((CheckStep.WireFaults) lines.get(8).step()).change().toString());
        assertEquals(Duration.ofMillis(500), ((CheckStep.Treats) lines.get(3).step()).delay());
    }

    @Test
    void fileNeedsARoleAndAStepNeedsACheck() {
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> CheckFile.parse("c", "check a \"a\"\npeer closes\n"))
                .getMessage().contains("exercise listens"));
        assertTrue(assertThrows(IllegalArgumentException.class,
                () -> CheckFile.parse("c", "exercise listens\npeer closes\n"))
                .getMessage().startsWith("c:2:1: "));
    }

    @Test
    void stepsOfWhatOutlivesAProgramAreRead() {
        CheckPlan plan = CheckFile.parse("checks.lab", """
                exercise connects and keeps a file
                check kept "kept"
                programs one two
                let all = numbers(3, 1, 3)
                file is empty
                file has lines each(shuffled(all), "ann " n "\\n") within 2s
                queue starts
                queue orders gets "1734"
                queue orders.dead has ready=0 dead=count(all) within 2s
                queue stops
                two is killed
                """);
        assertTrue(plan.keepsFile());
        Check check = plan.checks().getFirst();
        assertEquals(List.of("one", "two"), check.programs());
        Names names = new Names(7, "kept");
        ((CheckStep.Let) check.lines().getFirst().step()).run(names);
        assertTrue(((CheckStep.FileHas) check.lines().get(1).step()).now());
        CheckStep.FileHas has = (CheckStep.FileHas) check.lines().get(2).step();
        assertEquals(List.of("ann 1", "ann 2", "ann 3"),
                new String(has.lines().bytes(names)).lines().sorted().toList());
        CheckStep.QueueHas queue = assertInstanceOf(CheckStep.QueueHas.class, check.lines().get(5).step());
        assertEquals(3, queue.metrics().get(netkit.queue.QueueStats.Metric.DEAD).value(names));
        assertEquals(new CheckStep.Named("two", new CheckStep.IsKilled()), check.lines().getLast().step());
        assertTrue(error("file is empty").contains("keeps a file"));
        assertTrue(error("queue starts").contains("exercise connects"));
    }
}
