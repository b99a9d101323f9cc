package netkit.cli.sio;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import netkit.net.Endpoint;
import netkit.net.PrintableText;

/**
 * The converter for the URL of a Socket.IO server: {@code http://…} or {@code https://…}; {@code [HOST:]PORT} stands
 * for the former. The path is a namespace, as in npm's socket.io-client.
 */
final class SioUrl implements ITypeConverter<URI> {
    private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

    @Override
    public URI convert(String text) {
        String full = text.contains("://") ? text
                : "http://" + (text.matches("\\d+([/?].*)?") ? Endpoint.LOOPBACK + ":" : "") + text;
        try {
            URI url = new URI(full);
            String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT); // "/://" has none
            if (SCHEMES.contains(scheme) && url.getHost() != null && url.getFragment() == null
                    && url.getUserInfo() == null && url.getPort() != 0 && url.getPort() <= 65_535) {
                return new URI(scheme + full.substring(scheme.length()));
            }
        } catch (URISyntaxException _) {
            // reported below
        }
        throw new TypeConversionException("'" + PrintableText.escapeControls(text)
                + "' is not the URL of a Socket.IO server: write http://HOST:PORT or https://HOST:PORT");
    }
}
