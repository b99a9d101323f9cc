package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;

/** The message of every command for words that it does not understand. */
@Timeout(60)
class WrongUsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "tcp-serve | netkit: unknown command 'tcp-serve'; did you mean 'tcp-server'? (see 'netkit --help')",
        "--foo | netkit: unknown option '--foo' (see 'netkit --help')",
        "compare --message 3 | netkit compare: unknown option '--message'; did you mean '--messages'? (see 'netkit compare --help')",
        "compare tcp udp | netkit compare: unknown command 'tcp' (see 'netkit compare --help')",
        "compare --messages many | netkit compare: --messages: 'many' is not a whole number (see 'netkit compare --help')",
        "compare --messages 1.5 | netkit compare: --messages: '1.5' is not a whole number (see 'netkit compare --help')",
        "tcp-server --port 9000000000 | netkit tcp-server: --port: '9000000000' is not between -2147483648 and 2147483647 (see 'netkit tcp-server --help')",
        "udp-listen 0 --count x | netkit udp-listen: --count: 'x' is not a whole number (see 'netkit udp-listen --help')",
        "udp-send 9 -hello | netkit udp-send: unknown option '-hello'; write -- before a text that begins with - (see 'netkit udp-send --help')",
        "udp-send 9 -x | netkit udp-send: unknown option '-x'; write -- before a text that begins with - (see 'netkit udp-send --help')",
        "mq-send orders -Very | netkit mq-send: unknown option '-Very'; write -- before a text that begins with - (see 'netkit mq-send --help')",
        "udp-send 9 --cuont | netkit udp-send: unknown option '--cuont'; did you mean '--count'? (see 'netkit udp-send --help')"})
    void isSaidInOneLine(String typed, String line) {
        Cli.Result result = Cli.run(typed.split(" "));
        assertEquals(2, result.code(), result::toString);
        assertEquals(line + "\n", result.err(), result::toString);
    }
}
