package netkit.cli.ws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import picocli.CommandLine.Help.Ansi;

import netkit.report.Json;
import netkit.websocket.Role;

/** Frames that are explained: nothing is thrown, and no byte is left out. */
public final class WsFrameFuzz {
    private WsFrameFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        for (Role from : new Role[] {null, Role.CLIENT, Role.SERVER}) {
            for (boolean deflate : new boolean[] {false, true}) {
                FrameExamination examined = new FrameExamination(input.clone(), from, deflate);
                int bytes = examined.frames().stream().mapToInt(frame -> frame.bytes().length).sum();
                assertEquals(input.length, bytes + examined.ignored());
                for (ExaminedFrame frame : examined.frames()) {
                    FrameDiagram.lines(frame);
                    FrameExplanation.lines(frame, Ansi.OFF);
                }
                Json.line(FrameJson.of(examined.frames(), examined.ignored()));
            }
        }
    }
}
