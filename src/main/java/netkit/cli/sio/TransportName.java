package netkit.cli.sio;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.engineio.EngineTransport;
import netkit.net.PrintableText;

/** The converter for a transport of Engine.IO: {@code polling} or {@code websocket}. */
final class TransportName implements ITypeConverter<EngineTransport> {
    @Override
    public EngineTransport convert(String text) {
        return EngineTransport.named(text).orElseThrow(() -> new TypeConversionException(
                "'" + PrintableText.escapeControls(text)
                        + "' is not a transport: use polling or websocket"));
    }
}
