import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of Socket.IO that asks for acknowledgements. Run it with: java AckClient.java HOST PORT */
public class AckClient {
    /** A text message has come. */
    private void message(String text) {
        System.out.println("came: " + text);
        // TODO 1: the handshake: 0{...} is answered with 40; then comes 40{...}, and you are connected
        // TODO 2: the ping 2 is answered with the pong 3
        // TODO 3: an event: 42["work","tea-17"]: values(text.substring(2)) are the texts work and tea-17;
        //         emit ["order", KEY, "tea-17"] with an id of its own
        // TODO 4: an acknowledgement: 43, the id, and ["ok"]: System.out.println("callback tea-17 ok")
        // TODO 6: the event bye: end()
    }

    /** Called twenty times a second. */
    private void tick(long milliseconds) {
        // TODO 5: an order without an acknowledgement after 2,000 milliseconds: callback tea-17 timeout
    }

    /** The connection is lost. Further: connect() again. */
    private void lost() {
        System.err.println("the connection is lost");
        System.exit(1);
    }

    // What follows is complete: the WebSocket, the clock, and arrays of JSON. You need not change it.

    private final URI server;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private WebSocket socket;

    AckClient(String host, String port) {
        server = URI.create("ws://" + host + ":" + port + "/socket.io/?EIO=4&transport=websocket");
    }

    public static void main(String[] args) throws InterruptedException {
        AckClient client = new AckClient(args[0], args[1]);
        client.connect();
        while (true) { // one thread does all: messages and the clock cannot come at the same time
            Runnable event = client.events.poll(50, TimeUnit.MILLISECONDS);
            if (event != null) {
                event.run();
            }
            client.tick(System.currentTimeMillis());
        }
    }

    /** Opens a new WebSocket. */
    private void connect() {
        socket = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(server, new WebSocket.Listener() {
            private final StringBuilder text = new StringBuilder();
            private boolean over;

            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
                text.append(part);
                if (last) {
                    String whole = text.toString();
                    text.setLength(0);
                    events.add(() -> message(whole));
                }
                from.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                over();
                return null;
            }

            @Override
            public void onError(WebSocket from, Throwable error) {
                over();
            }

            private void over() {
                if (!over) {
                    over = true;
                    events.add(AckClient.this::lost);
                }
            }
        }).join();
    }

    private void send(String text) {
        try {
            socket.sendText(text, true).join();
        } catch (RuntimeException e) {
            System.err.println("not sent: " + text); // lost() is called soon
        }
    }

    /** Closes the WebSocket and ends the program. */
    private void end() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        System.exit(0);
    }

    /** Returns an array of JSON: ["order","a","b"]. */
    private static String json(String... values) {
        StringBuilder json = new StringBuilder("[");
        for (String value : values) {
            json.append(json.length() == 1 ? "" : ",").append('"')
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
        return json.append(']').toString();
    }

    /** Returns the texts and numbers in an array of JSON. */
    private static List<String> values(String json) {
        List<String> values = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted && c == '\\') {
                value.append(json.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ']')) {
                values.add(value.toString());
                value.setLength(0);
            } else if (quoted || c != ' ') {
                value.append(c);
            }
        }
        return values;
    }
}
