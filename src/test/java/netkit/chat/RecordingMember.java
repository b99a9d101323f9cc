package netkit.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A member of a chat that records the lines it receives. */
final class RecordingMember implements ChatMember.Channel {
    final ChatMember member;
    private final Chat chat;
    private final Consumer<String> onLine;
    private final List<String> received = new ArrayList<>();

    RecordingMember(Chat chat) {
        this(chat, _ -> {});
    }

    /** @param onLine called with each line, on the thread that sends it */
    RecordingMember(Chat chat, Consumer<String> onLine) {
        this.chat = chat;
        this.onLine = onLine;
        this.member = chat.enter(this);
    }

    @Override
    public synchronized void line(ChatLine line) {
        received.add(line.toString());
        onLine.accept(line.toString());
    }

    @Override
    public synchronized void end(ChatLine lastLine) {
        received.add(lastLine + " (closed)");
    }

    /** Sends the lines, and returns those received since the last call of this method or of {@link #received}. */
    List<String> send(String... lines) { // the chat may call this member and another at the same time
        for (String line : lines) {
            chat.handle(member, line);
        }
        return received();
    }

    /** Returns the lines received since the last call of this method or of {@link #send}. */
    synchronized List<String> received() {
        List<String> all = List.copyOf(received);
        received.clear();
        return all;
    }
}
