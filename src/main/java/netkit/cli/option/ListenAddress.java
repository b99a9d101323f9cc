package netkit.cli.option;

import netkit.net.Endpoint;

/** The address that a server listens on, from the two ways to type it: {@code HOST:PORT}, and options. */
public final class ListenAddress {
    private ListenAddress() {}

    /**
     * Returns the address.
     *
     * @param typed {@code HOST:PORT} or a bare {@code PORT}; null if there is none
     * @param host the value of {@code --host}; null without that option
     * @param port the value of {@code --port}; null without that option
     * @param usualPort the default; null if there is none
     * @throws IllegalArgumentException with one line, if something is missing, invalid or given twice
     */
    public static Endpoint of(String typed, String host, Integer port, String usualHost, Integer usualPort) {
        if (typed == null) {
            if (port == null && usualPort == null) {
                throw new IllegalArgumentException("the port is missing: write for example 9000");
            }
            return new Endpoint(host == null ? usualHost : host, port == null ? usualPort : port);
        }
        Endpoint endpoint = Endpoint.parse(typed);
        boolean bare = !typed.contains(":");
        if (port != null) {
            throw new IllegalArgumentException(
                    "the port is given twice: " + endpoint.port() + " and --port " + port);
        }
        if (host != null && !bare) {
            throw new IllegalArgumentException(
                    "the host is given twice: " + endpoint.host() + " and --host " + host);
        }
        return bare ? new Endpoint(host == null ? usualHost : host, endpoint.port()) : endpoint;
    }
}
