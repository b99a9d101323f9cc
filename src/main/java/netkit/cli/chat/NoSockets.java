package netkit.cli.chat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

import netkit.socketio.Ack;
import netkit.socketio.Adapter;
import netkit.socketio.Packet;
import netkit.socketio.Selection;

/** The Socket.IO clients of a server that has none. */
final class NoSockets implements Adapter.LocalClients {
    @Override
    public String namespace() {
        return Packet.MAIN;
    }

    @Override
    public void deliver(Packet.Event event, Selection to, boolean isVolatile) {}

    @Override
    public void deliverWithAck(Packet.Event event, Selection to, Duration timeout, IntConsumer onClients,
            Consumer<Object> onAck) {
        onClients.accept(0);
    }

    @Override
    public void join(Selection clients, Set<String> rooms) {}

    @Override
    public void leave(Selection clients, Set<String> rooms) {}

    @Override
    public void disconnect(Selection clients, boolean closes) {}

    @Override
    public List<Adapter.ClientDetails> clients(Selection selected) {
        return List.of();
    }

    @Override
    public Set<String> rooms() {
        return Set.of();
    }

    @Override
    public boolean hasRoom(String room) {
        return false;
    }

    @Override
    public void serverSideEvent(List<Object> values, Ack ack) {}
}
