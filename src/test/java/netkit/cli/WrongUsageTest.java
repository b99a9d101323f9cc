package netkit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import netkit.testing.Cli;

/** What every command says of words that it does not understand. */
@Timeout(20)
class WrongUsageTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "tcp-serve | netkit: unknown command 'tcp-serve'",
        "--foo | netkit: unknown option '--foo'",
        "compare --message 3 | netkit compare: unknown option '--message'",
        "compare tcp udp | netkit compare: unexpected argument 'tcp'",
        "compare --messages many | netkit compare: Invalid value for option '--messages': 'many' is not a whole number",
        "compare --messages 1.5 | netkit compare: Invalid value for option '--messages': '1.5' is not a whole number",
        "tcp-server --port 9000000000 | netkit tcp-server: Invalid value for option '--port': '9000000000' is not between -2147483648 and 2147483647",
        "udp-listen 0 --count x | netkit udp-listen: Invalid value for option '--count': 'x' is not a whole number"})
    void isSaidInOneLine(String typed, String line) {
        Cli.Result result = Cli.run(typed.split(" "));
        assertEquals(2, result.code(), result::toString);
        assertEquals(line, result.err().lines().findFirst().orElse(""), result::toString);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "tcp-serve | Did you mean: netkit tcp-server or ", // and what else is like it
        "compare --message 3 | Possible solutions: --messages", //
        "compare tcp | see 'netkit compare --help'"})
    void whatWasPerhapsMeantFollows(String typed, String line) {
        Cli.Result result = Cli.run(typed.split(" "));
        String hint = result.err().lines().skip(1).findFirst().orElse("");
        assertTrue(hint.startsWith(line), result::toString);
    }
}
