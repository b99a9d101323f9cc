package netkit.cli.ws;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.net.Endpoint;
import netkit.net.PrintableText;

/** {@code ws://…} and {@code wss://…} (RFC 6455 §3) as they are typed; {@code [HOST:]PORT/PATH} means the first. */
final class WebSocketUrl implements ITypeConverter<URI> {
    @Override
    public URI convert(String text) {
        String full = text.contains("://") ? text
                : "ws://" + (text.matches("\\d+(/.*)?") ? Endpoint.LOOPBACK + ":" : "") + text;
        try {
            URI url = new URI(full);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT); // "/://" has none
            boolean known = scheme.equals("ws") || scheme.equals("wss");
            if (known && url.getHost() != null && url.getFragment() == null && url.getUserInfo() == null
                    && url.getPort() != 0 && url.getPort() <= 65_535) {
                return new URI(scheme + full.substring(scheme.length()));
            }
        } catch (URISyntaxException _) {
            // reported below
        }
        throw new TypeConversionException("'" + PrintableText.escapeControls(text)
                + "' is not a WebSocket URL: write ws://HOST:PORT/PATH or wss://HOST:PORT/PATH");
    }
}
