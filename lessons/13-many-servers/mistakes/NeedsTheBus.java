import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A chat server that shares its rooms with others through a bus: java NeedsTheBus.java PORT BUSPORT. A message on the bus is the id
 * of its server, the room, and the text.
 */
public class NeedsTheBus {
    private final Set<Member> members = ConcurrentHashMap.newKeySet();
    private final String id = UUID.randomUUID().toString();
    private final BlockingQueue<String> outgoing = new ArrayBlockingQueue<>(1000);
    /** Null while there is none. */
    private volatile Bus bus;

    public static void main(String[] args) throws IOException {
        NeedsTheBus adapter = new NeedsTheBus();
        adapter.join(Integer.parseInt(args[1]));
        adapter.serve(Integer.parseInt(args[0]));
    }

    /** Joins the other servers through the bus at this port of 127.0.0.1; returns at once, even if there is no bus yet. */
    void join(int busPort) throws IOException {
        new Bus(busPort).close(); // is there one?
        Thread.startVirtualThread(() -> {
            while (true) {
                try (Bus connected = new Bus(busPort)) {
                    outgoing.clear();
                    bus = connected;
                    Thread.startVirtualThread(() -> publish(connected));
                    connected.subscribe();
                    while (true) {
                        hear(connected.next());
                    }
                } catch (IOException e) {
                    bus = null;
                }
                pause();
            }
        });
    }

    private static void pause() {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Publishes what is said here, on a thread of its own: a bus that does not read holds no member up. */
    private void publish(Bus to) {
        try {
            while (bus == to) {
                String next = outgoing.poll(100, TimeUnit.MILLISECONDS);
                if (next != null) {
                    to.publish(next);
                }
            }
        } catch (IOException | InterruptedException e) {
            // the other thread notices, too
        }
    }

    private void hear(String text) {
        String[] parts = text.split(" ", 3);
        if (!parts[0].equals(id)) {
            deliver(parts[1], parts[2], null);
        }
    }

    /** A member of this server has said something. */
    void said(Member from, String text) {
        deliver(from.room, text, from);
        if (bus != null) {
            outgoing.offer(id + " " + from.room + " " + text); // lost if the queue is full
        }
    }

    /** Sends a line to all members of a room at this server, except one; null for no exception. */
    void deliver(String room, String text, Member except) {
        for (Member member : members) {
            if (member != except && member.room.equals(room)) {
                member.send(text);
            }
        }
    }

    /**
     * A connection to the bus. What one server publishes, the bus sends to all that are subscribed at this moment, also to
     * the one that published it. All methods fail with an IOException when the bus is gone. Done: nothing to change here.
     */
    static class Bus implements Closeable {
        private final Socket socket;
        private final BufferedReader in;

        /** Connects; fails if there is no bus. */
        Bus(int port) throws IOException {
            socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void subscribe() throws IOException {
            write("SUBSCRIBE chat");
        }

        /** Publishes a text without line feeds. */
        void publish(String text) throws IOException {
            write("PUBLISH chat " + text);
        }

        /** Waits for the next text that was published, by whichever server. */
        String next() throws IOException {
            String line = in.readLine();
            if (line == null) {
                throw new IOException("the bus is gone");
            }
            return line.substring("MESSAGE chat ".length());
        }

        private synchronized void write(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    // Below: the chat among the members of this server, done.

    /** A connected member: the room in which it is, and its connection. */
    static class Member {
        private final Socket socket;
        volatile String room;

        Member(Socket socket) {
            this.socket = socket;
        }

        synchronized void send(String line) {
            try {
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // it has gone: its own thread notices
            }
        }
    }

    void serve(int port) throws IOException {
        try (ServerSocket listener = new ServerSocket(port)) {
            while (true) {
                Socket socket = listener.accept();
                Thread.startVirtualThread(() -> talk(socket));
            }
        }
    }

    private void talk(Socket socket) {
        Member member = new Member(socket);
        try (socket) {
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            enter(member, "lobby");
            for (String line; (line = in.readLine()) != null;) {
                if (line.startsWith("/join ")) {
                    enter(member, line.substring("/join ".length()));
                } else {
                    said(member, line);
                }
            }
        } catch (IOException e) {
            // it has gone
        } finally {
            members.remove(member);
        }
    }

    private void enter(Member member, String room) {
        member.room = room;
        members.add(member);
        member.send("* you are in " + room);
    }
}
