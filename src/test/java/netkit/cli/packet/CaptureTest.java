package netkit.cli.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import netkit.cli.capture.CaptureProgram;
import netkit.testing.Cli;

class CaptureTest {
    @ParameterizedTest
    @CsvSource(delimiter = '§', value = {"--count 0 § --count must be at least 1",
        "--port 70000 § --port must be from 1 to 65535", "--all --port 80 § choose one of --all and --port",
        "--interface -w § --interface needs the name of an interface"})
    void wrongOptionsAreRefusedBeforeAnyProgramStarts(String options, String message) {
        Cli.Result result = Cli.run(("capture " + options).split(" "));

        assertEquals(2, result.code(), result.toString());
        assertTrue(result.err().contains(message), result.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumpcap: You do not have permission to capture on device \"lo\".",
        "tcpdump: lo: You don't have permission to perform this capture on that device",
        "(socket: Operation not permitted)"})
    void aLackOfPermissionIsRecognized(String lastWords) {
        assertTrue(CaptureProgram.isLackOfPermission(lastWords));
        assertFalse(CaptureProgram.isLackOfPermission("dumpcap: There is no device named \"nosuch\"."));
    }
}
