package netkit.dissect;

/**
 * A protocol that can be taken apart, with its place in the two models. The OSI layer is the one that teaching texts
 * give it; the models were made apart, so some protocols fit neither exactly.
 */
public enum Protocol {
    ETHERNET("eth", "Ethernet", 2, ModelLayer.LINK), VLAN("vlan", "VLAN tag", 2,
            ModelLayer.LINK), LINUX_COOKED("sll", "Linux cooked capture", 2, ModelLayer.LINK), LLC("llc",
                    "LLC", 2, ModelLayer.LINK), LOOPBACK(
                            "null", "BSD loopback", 2,
                            ModelLayer.LINK), ARP("arp", "ARP", 2, ModelLayer.LINK), IPV4("ip", "IPv4", 3,
                                    ModelLayer.INTERNET), IPV6("ipv6", "IPv6", 3, ModelLayer.INTERNET), ICMP(
                                            "icmp",
                                            "ICMP", 3, ModelLayer.INTERNET), ICMPV6("icmpv6", "ICMPv6", 3,
                                                    ModelLayer.INTERNET), GRE("gre", "GRE", 3,
                                                            ModelLayer.INTERNET), AUTHENTICATION("ah",
                                                                    "authentication header", 3,
                                                                    ModelLayer.INTERNET), UDP("udp", "UDP", 4,
                                                                            ModelLayer.TRANSPORT), TCP("tcp",
                                                                                    "TCP", 4,
                                                                                    ModelLayer.TRANSPORT), DNS(
                                                                                            "dns", "DNS",
                                                                                            7,
                                                                                            ModelLayer.APPLICATION), HTTP(
                                                                                                    "http",
                                                                                                    "HTTP", 7,
                                                                                                    ModelLayer.APPLICATION), SERVER_SENT_EVENT(
                                                                                                            "sse",
                                                                                                            "server-sent event",
                                                                                                            7,
                                                                                                            ModelLayer.APPLICATION), WEBSOCKET(
                                                                                                                    "websocket",
                                                                                                                    "WebSocket",
                                                                                                                    7,
                                                                                                                    ModelLayer.APPLICATION), ENGINE_IO(
                                                                                                                            "engineio",
                                                                                                                            "Engine.IO",
                                                                                                                            7,
                                                                                                                            ModelLayer.APPLICATION), SOCKET_IO(
                                                                                                                                    "socketio",
                                                                                                                                    "Socket.IO",
                                                                                                                                    7,
                                                                                                                                    ModelLayer.APPLICATION), CHAT(
                                                                                                                                            "chat",
                                                                                                                                            "chat line",
                                                                                                                                            7,
                                                                                                                                            ModelLayer.APPLICATION), NUMBERED_DATAGRAM(
                                                                                                                                                    "numbered",
                                                                                                                                                    "numbered datagram",
                                                                                                                                                    7,
                                                                                                                                                    ModelLayer.APPLICATION), RELIABLE_DATAGRAM(
                                                                                                                                                            "reliable",
                                                                                                                                                            "reliable datagram",
                                                                                                                                                            7,
                                                                                                                                                            ModelLayer.APPLICATION), QUEUE(
                                                                                                                                                                    "mq",
                                                                                                                                                                    "message queue",
                                                                                                                                                                    7,
                                                                                                                                                                    ModelLayer.APPLICATION), AMQP(
                                                                                                                                                                            "amqp",
                                                                                                                                                                            "AMQP",
                                                                                                                                                                            7,
                                                                                                                                                                            ModelLayer.APPLICATION), TLS(
                                                                                                                                                                                    "tls",
                                                                                                                                                                                    "TLS",
                                                                                                                                                                                    6,
                                                                                                                                                                                    ModelLayer.APPLICATION), DATA(
                                                                                                                                                                                            "data",
                                                                                                                                                                                            "data",
                                                                                                                                                                                            7,
                                                                                                                                                                                            ModelLayer.APPLICATION);

    /** A layer of the TCP/IP model (RFC 1122 §1.1.3). */
    public enum ModelLayer {
        LINK, INTERNET, TRANSPORT, APPLICATION
    }

    private final String filterName;
    private final String displayName;
    private final int osiLayer;
    private final ModelLayer modelLayer;

    Protocol(String filterName, String displayName, int osiLayer, ModelLayer modelLayer) {
        this.filterName = filterName;
        this.displayName = displayName;
        this.osiLayer = osiLayer;
        this.modelLayer = modelLayer;
    }

    /** Returns the name in filters, with which the names of its fields begin: Wireshark's where it has one. */
    public String filterName() {
        return filterName;
    }

    public String displayName() {
        return displayName;
    }

    /** Returns the number of the layer in the OSI model, 2 to 7. */
    public int osiLayer() {
        return osiLayer;
    }

    /** Returns the layer in the TCP/IP model. */
    public ModelLayer modelLayer() {
        return modelLayer;
    }
}
