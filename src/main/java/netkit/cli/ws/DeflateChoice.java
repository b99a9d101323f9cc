package netkit.cli.ws;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.websocket.WebSocketOptions.Deflate;

/** {@code on}, {@code off} or {@code no-context}: whether messages are compressed (RFC 7692). */
final class DeflateChoice implements ITypeConverter<Deflate> {
    @Override
    public Deflate convert(String text) {
        return switch (text) {
            case "on" -> Deflate.ON;
            case "off" -> Deflate.OFF;
            case "no-context" -> Deflate.NO_CONTEXT_TAKEOVER;
            default -> throw new TypeConversionException("'" + text + "' is none of on, off, no-context");
        };
    }
}
