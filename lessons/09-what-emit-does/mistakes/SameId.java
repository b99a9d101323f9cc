import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of Socket.IO that asks for acknowledgements. Run it with: java SameId.java HOST PORT */
public class SameId {
    private static final long TIMEOUT = 2000;

    /** What is to be done once. */
    private static final class Order {
        private final String key;
        private final String text;
        private int attempts;
        private boolean again;
        private boolean done;
        private long until;

        Order(String key, String text, boolean again) {
            this.key = key;
            this.text = text;
            this.again = again;
        }
    }

    private final String run = Long.toString(System.nanoTime(), 36);
    private final Map<Long, Order> byId = new HashMap<>();
    private final List<Order> orders = new ArrayList<>();
    private long nextId;
    private boolean connected;

    private void message(String text) {
        if (text.startsWith("0")) {
            send("40");
        } else if (text.equals("2")) {
            send("3");
        } else if (text.startsWith("40")) {
            connected = true;
            for (Order order : orders) {
                if (order.again && !order.done) {
                    order.attempts = 0;
                    emit(order);
                }
            }
        } else if (text.startsWith("42[")) {
            List<String> values = values(text.substring(2));
            if (values.get(0).equals("bye")) {
                end();
            } else if (values.get(0).equals("work") || values.get(0).equals("must")) {
                Order order = new Order(run + "-" + orders.size(), values.get(1), values.get(0).equals("must"));
                orders.add(order);
                emit(order);
            }
        } else if (text.matches("43[0-9]+\\[.*")) {
            int data = text.indexOf('[');
            Order order = byId.remove(Long.parseLong(text.substring(2, data)));
            if (order != null) {
                callback(order, values(text.substring(data)).get(0));
            }
        }
    }

    private void emit(Order order) {
        order.attempts++;
        order.until = System.currentTimeMillis() + TIMEOUT;
        byId.put(nextId, order);
        send("42" + nextId + json("order", order.key, order.text));
    }

    private void callback(Order order, String result) {
        if (!order.done) {
            order.done = true;
            System.out.println("callback " + order.text + " " + result);
        }
    }

    private void tick(long milliseconds) {
        for (Order order : orders) {
            if (order.done || milliseconds < order.until || order.again && !connected) {
                continue;
            }
            if (order.again && order.attempts < 3) {
                emit(order);
            } else {
                callback(order, "timeout");
            }
        }
    }

    private void lost() {
        connected = false;
        connect();
    }

    // What follows is complete: the WebSocket, the clock, and arrays of JSON. You need not change it.

    private final URI server;
    private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private WebSocket socket;

    SameId(String host, String port) {
        server = URI.create("ws://" + host + ":" + port + "/socket.io/?EIO=4&transport=websocket");
    }

    public static void main(String[] args) throws InterruptedException {
        SameId client = new SameId(args[0], args[1]);
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
                    events.add(SameId.this::lost);
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
