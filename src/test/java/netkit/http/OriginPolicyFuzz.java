package netkit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import netkit.net.MachineNames;

/** Heads of requests from browsers: a page of a foreign origin is refused, whatever else the head has. */
public final class OriginPolicyFuzz {
    private static final OriginPolicy POLICY = new OriginPolicy(MachineNames.with(List.of()), List.of(),
            "--origin");

    private OriginPolicyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        RequestHead request;
        try {
            HeadDecoder decoder = new HeadDecoder(HeadLimits.DEFAULT);
            int length = decoder.length(input, input.length);
            if (length == 0) {
                return;
            }
            request = decoder.request(input, length);
            POLICY.check(request, 9001);
        } catch (HttpException e) {
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
            return;
        }
        RequestHead foreign = new RequestHead(request.method(), request.target(), request.version(),
                request.headers().with("Origin", "http://evil.example"));
        assertThrows(HttpException.class, () -> POLICY.check(foreign, 9001));
    }
}
