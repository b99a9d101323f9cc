package netkit.cli.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import netkit.chat.Elsewhere;
import netkit.testing.Leftovers;

@Timeout(60)
class DirectoryTest {
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(20);

    /** Permits for the other servers to reply. */
    private final Semaphore replies = new Semaphore(0);
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean isComplete = true;
    private volatile IOException failure;
    private Directory directory;

    private Directory directory(Duration patience) {
        directory = new Directory(this::answer, patience, () -> {});
        directory.start();
        return directory;
    }

    private Directory.Answer answer() throws IOException, InterruptedException {
        int question = questions.incrementAndGet();
        replies.acquire();
        if (failure != null) {
            throw failure;
        }
        return new Directory.Answer(List.of(new Elsewhere.Member("R" + question, "r", 0, List.of("lobby"))),
                isComplete);
    }

    @AfterEach
    void close() {
        directory.close();
    }

    @Test
    void refreshWaitsForAnAnswerToAQuestionAskedAfterIt() throws Exception {
        replies.release(100);
        Directory asking = directory(LONG);
        Leftovers.await(() -> !asking.isAsking(), questions::toString);
        int before = questions.get();
        asking.refresh();
        assertTrue(questions.get() > before);
        assertTrue(asking.known().isMember("R" + questions.get()));
    }

    @Test
    void afterOneWhoHasWaitedInVainNoOtherWaitsUntilServersReplyAgain() throws Exception {
        Directory asking = directory(SHORT);
        asking.refresh(); // in vain
        assertTrue(asking.isAsking());
        assertEquals(0, asking.known().size());
        asking.refresh(); // waits no more
        replies.release(100);
        Leftovers.await(() -> asking.known().size() == 1 && !asking.isAsking(), questions::toString);
    }

    @Test
    void ofServersThatReplyInPartWhatTheySayIsKnown() throws Exception {
        isComplete = false;
        replies.release(100);
        Directory asking = directory(LONG);
        Leftovers.await(() -> asking.known().sizeOf("lobby") == 1, questions::toString);
    }

    @Test
    void serversOutOfReachHaveNoMembers() throws Exception {
        replies.release(100);
        Directory asking = directory(LONG);
        Leftovers.await(() -> !asking.isAsking() && asking.known().size() == 1, questions::toString);
        failure = new IOException("lost");
        asking.changed();
        Leftovers.await(() -> asking.known().size() == 0, questions::toString);
        failure = null;
        asking.changed();
        Leftovers.await(() -> asking.known().size() == 1, questions::toString);
        asking.lost();
        assertEquals(0, asking.known().size());
    }

    @Test
    void closedDirectoryLetsNoOneWait() {
        Directory asking = directory(LONG);
        asking.close();
        asking.refresh();
        assertFalse(asking.known().isMember("R1"));
    }
}
