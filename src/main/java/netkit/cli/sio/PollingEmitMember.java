package netkit.cli.sio;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

import netkit.engineio.EngineClientOptions;
import netkit.engineio.EnginePacket;
import netkit.engineio.EnginePacketType;
import netkit.engineio.Payload;
import netkit.http.Headers;
import netkit.http.HttpClient;
import netkit.http.RequestHead;
import netkit.http.Status;
import netkit.net.Dialer;
import netkit.socketio.JsonValues;
import netkit.socketio.Packet;
import netkit.socketio.PacketDecoder;
import netkit.socketio.PacketEncoder;
import netkit.socketio.SocketIoServer;

/**
 * A member over HTTP long-polling that polls only when it is told to: in between, the server cannot write to it, as to any
 * client between two polls.
 */
final class PollingEmitMember extends EmitMember {
    private static final int MAX_BODY = 1 << 20;

    private final URI url;
    private final HttpClient http;
    private final PacketDecoder decoder = new PacketDecoder();
    private String sid = "";

    PollingEmitMember(Profile profile, int port) {
        super(profile);
        url = URI.create("http://127.0.0.1:" + port);
        Dialer dialer = new Dialer(EngineClientOptions.DEFAULT.tls(), TIMEOUT);
        http = new HttpClient(() -> dialer.dial(url), MAX_BODY);
    }

    @Override
    void connect() throws IOException {
        receive();
        send(new Packet.Connect(profile().namespace(), profile().auth()));
        receiveUntil(this::hasJoined);
    }

    @Override
    void receiveUntil(int number) throws IOException {
        receiveUntil(() -> hasMark(number));
    }

    private void receiveUntil(BooleanSupplier isDone) throws IOException {
        while (!isDone.getAsBoolean()) {
            receive();
        }
    }

    /** Polls once. */
    private void receive() throws IOException {
        for (String text : Payload.split(request("GET", ""))) {
            if (!(EnginePacket.decode(text) instanceof EnginePacket.Text(var type, var data))) {
                throw new IOException("unexpected bytes in the body of a poll");
            }
            switch (type) {
                case OPEN -> sid = sidOf(data);
                case PING -> request("POST", new EnginePacket.Text(EnginePacketType.PONG, "").encode());
                case MESSAGE -> message(data);
                case CLOSE -> takeDisconnect();
                case PONG, UPGRADE, NOOP -> {}
            }
        }
    }

    private void message(String data) throws IOException {
        switch (decoder.text(data).orElseThrow()) {
            case Packet.Event event -> {
                long number = event.arguments().isEmpty() ? 0 : (Long) event.arguments().getFirst();
                if (take(event.name(), number) && event.id().isPresent()) {
                    send(new Packet.Ack(event.namespace(), OptionalLong.of(event.id().getAsLong()),
                            List.of(profile().name())));
                }
            }
            case Packet.Disconnect _,Packet.ConnectError _ -> takeDisconnect();
            case Packet.Connect _,Packet.Ack _ -> {}
        }
    }

    private void send(Packet packet) throws IOException {
        request("POST", new EnginePacket.Text(EnginePacketType.MESSAGE, PacketEncoder.encode(packet).text())
                .encode());
    }

    private String request(String method, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        String target = SocketIoServer.PATH + "?EIO=4&transport=polling"
                + (sid.isEmpty() ? "" : "&sid=" + sid);
        Headers headers = Headers.of("Host", Dialer.host(url));
        HttpClient.Response response = http.send(new RequestHead(method, target, "HTTP/1.1",
                method.equals("POST") ? headers.with("Content-Type", "text/plain;charset=UTF-8")
                        .with("Content-Length", Integer.toString(body.length)) : headers),
                body, TIMEOUT);
        if (response.head().status() != Status.OK.code()) {
            throw new IOException("the server responded to " + method + " with " + response.head().status());
        }
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static String sidOf(String handshake) throws IOException {
        return JsonValues.parse(handshake) instanceof Map<?, ?> fields
                ? String.valueOf(fields.get("sid"))
                : "";
    }

    @Override
    public void close() {
        http.close();
    }
}
