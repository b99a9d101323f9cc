import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** Another right server: it collects whatever comes in one buffer and takes whole messages out of it. */
public class Collector {
    private static final int MAX_BODY = 1 << 20;

    public static void main(String[] args) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open()
                .bind(new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0])));
        while (true) {
            SocketChannel client = server.accept();
            new Thread(() -> {
                try (client) {
                    collect(client);
                } catch (IOException e) {
                    System.err.println(e.getMessage());
                }
            }).start();
        }
    }

    private static void collect(SocketChannel client) throws IOException {
        ByteBuffer collected = ByteBuffer.allocate(4 + MAX_BODY);
        while (client.read(collected) >= 0) {
            collected.flip();
            while (collected.remaining() >= 4) {
                long length = Integer.toUnsignedLong(collected.getInt(collected.position()));
                if (length > MAX_BODY) {
                    return;
                }
                if (collected.remaining() < 4 + length) {
                    break;
                }
                collected.getInt();
                ByteBuffer reply = ByteBuffer.allocate(4 + 10 + (int) length);
                reply.putInt(10 + (int) length).put("you said: ".getBytes(StandardCharsets.US_ASCII));
                reply.put(collected.slice(collected.position(), (int) length)).flip();
                collected.position(collected.position() + (int) length);
                while (reply.hasRemaining()) {
                    client.write(reply);
                }
            }
            collected.compact();
        }
    }
}
