package netkit.cli.capture;

import java.io.IOException;

/** The file of {@code --pcap} cannot be written, or the packets cannot be captured in the way that was requested. */
public final class CaptureFileException extends IOException {
    private static final long serialVersionUID = 1L;

    CaptureFileException(String message, Exception cause) {
        super(message, cause);
    }
}
