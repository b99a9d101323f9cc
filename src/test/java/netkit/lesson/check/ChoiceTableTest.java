package netkit.lesson.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.compare.link.Transport;
import netkit.lesson.check.ChoiceTable.InvalidChoiceException;

/** The table in which a student chooses transports. */
class ChoiceTableTest {
    @Test
    void lineHasRequirementTransportAndPredictions() throws InvalidChoiceException {
        ChoiceTable.Choice choice = new ChoiceTable("# requirement\n\nchat  tcp none none\r\n"
                + "\tmoves\tudp   some none  # fast\n").choice("moves");
        assertEquals(Transport.UDP, choice.transport());
        assertEquals("udp", choice.typed());
        assertEquals(4, choice.line());
        assertTrue(choice.losesSome());
        assertFalse(choice.repeatsSome());
        assertFalse(choice.dedup());
    }

    @Test
    void dedupIsAnOptionOfAnyTransport() throws InvalidChoiceException {
        ChoiceTable.Choice choice = new ChoiceTable("transfers socket.io+ack+dedup none some")
                .choice("transfers");
        assertEquals(Transport.SOCKET_IO_ACK, choice.transport());
        assertEquals("socket.io+ack+dedup", choice.typed());
        assertTrue(choice.dedup());
        assertTrue(choice.repeatsSome());
    }

    @ParameterizedTest
    @CsvSource({"chat tcp none none, row, no line begins with 'moves'",
        "moves tcp none, row, line 1 has 3 words; write four",
        "moves ? ? ?, open, line 1 still has a ?",
        "moves tcp ? none, open, line 1 still has a ?",
        "moves tpc none none, transport, line 1: 'tpc' is no transport; there are http-long-polling",
        "moves rabbitmq none none, transport, line 1: 'rabbitmq' is no transport",
        "moves tcp 0 none, prediction, line 1: '0' is no prediction: write none or some",
        "moves tcp none none|moves udp some none, row, line 2: line 1 has chosen for 'moves' already"})
    void whatIsWrongIsNamed(String table, String field, String message) {
        InvalidChoiceException e = assertThrows(InvalidChoiceException.class,
                () -> new ChoiceTable(table.replace("|", "\n")).choice("moves"));
        assertEquals(field, e.field());
        assertTrue(e.getMessage().startsWith(message), e.getMessage());
    }
}
