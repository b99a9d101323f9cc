package netkit.cli.ws;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.stream.Stream;

import netkit.testing.Cli;

/** Runs ws-client in this JVM, with the given standard input. */
final class WsClientRun {
    private WsClientRun() {}

    static Cli.Result of(String url, byte[] input, String... options) {
        return of(url, new ByteArrayInputStream(input), options);
    }

    static Cli.Result of(String url, InputStream input, String... options) {
        InputStream before = System.in;
        System.setIn(input);
        try {
            return Cli.run(
                    Stream.concat(Stream.of("ws-client", url), Stream.of(options)).toArray(String[]::new));
        } finally {
            System.setIn(before);
        }
    }
}
