package netkit.cli.sio;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.engineio.Transport;
import netkit.net.PrintableText;

/** A transport of Engine.IO as it is typed: {@code polling} or {@code websocket}. */
final class TransportName implements ITypeConverter<Transport> {
    @Override
    public Transport convert(String text) {
        return Transport.named(text).orElseThrow(() -> new TypeConversionException(
                "'" + PrintableText.defuse(text) + "' is not a transport: there are polling and websocket"));
    }
}
