package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SerialExecutorTest {
    private final SerialExecutor executor = new SerialExecutor("test");

    @Test
    void tasksRunOneAfterTheOtherInOrder() throws InterruptedException {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            executor.executeBlocking(10, () -> {
                assertEquals(1, running.incrementAndGet());
                done.add(number);
                Thread.yield(); // gives a concurrent task the chance to run
                running.decrementAndGet();
                all.countDown();
            });
        }
        all.await();

        for (int i = 0; i < 1000; i++) {
            assertEquals(i, done.get(i));
        }
    }

    @Test
    void executeBlockingWaitsForRoom() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch all = new CountDownLatch(100);
        AtomicInteger put = new AtomicInteger();
        executor.execute(() -> await(go));
        Thread reader = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 100; i++) {
                executor.executeBlocking(1 << 20, all::countDown);
                put.incrementAndGet();
            }
        });
        while (reader.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        assertTrue(put.get() < 5, put + " MiB were taken");
        executor.execute(() -> {}); // does not block

        go.countDown();
        all.await();
        reader.join();
        assertEquals(100, put.get());
    }

    @Test
    void tryExecuteRefusesWhatFindsNoRoom() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger run = new AtomicInteger();
        executor.execute(() -> await(go));
        int added = 0;
        while (executor.tryExecute(1 << 20, run::incrementAndGet)) {
            added++;
        }
        assertEquals(3, added, "4 MiB are the limit, the tasks' own memory included");
        assertTrue(executor.tryExecute(1, run::incrementAndGet), "there is room for less");

        go.countDown();
        executor.dispatch();
        assertEquals(added + 1, run.get());
        assertTrue(executor.tryExecute(1 << 20, run::incrementAndGet));
    }

    @Test
    void tasksWithASizeCanBeDiscarded() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        List<String> run = Collections.synchronizedList(new ArrayList<>());
        executor.execute(() -> await(go));
        executor.executeBlocking(4 << 20, () -> run.add("discarded"));
        executor.execute(() -> run.add("kept"));
        assertFalse(executor.tryExecute(1, () -> run.add("refused")));
        assertEquals(4 << 20, executor.discardSized());
        assertTrue(executor.tryExecute(1, () -> run.add("last")));

        go.countDown();
        executor.dispatch();
        assertEquals(List.of("kept", "last"), run);
    }

    @Test
    void oversizedTaskIsAcceptedAlone() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        executor.executeBlocking(Integer.MAX_VALUE / 2, done::countDown);
        done.await();
        assertFalse(done.getCount() > 0);
    }

    @Test
    void dispatchRunsQueuedTasksOnTheCallingThread() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        executor.enqueue(() -> threads.add(Thread.currentThread()));
        executor.enqueue(() -> threads.add(Thread.currentThread()));
        assertEquals(List.of(), threads);

        executor.dispatch();

        assertEquals(List.of(Thread.currentThread(), Thread.currentThread()), threads);
    }

    @Test
    void dispatchWaitsForTheThreadThatRunsTheTasks() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger done = new AtomicInteger();
        executor.execute(() -> {
            await(go);
            done.incrementAndGet();
        });
        executor.enqueue(done::incrementAndGet);
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                executor.dispatch();
                done.addAndGet(10);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        while (caller.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        assertEquals(0, done.get());

        go.countDown();
        caller.join();

        assertEquals(12, done.get());
    }

    @Test
    void failedTaskIsReportedAndTheNextOneRuns() throws InterruptedException {
        List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
        SerialExecutor reporting = new SerialExecutor("test", e -> {
            errors.add(e);
            throw new IllegalStateException("the error handler fails as well");
        });
        AtomicInteger done = new AtomicInteger();
        RuntimeException failure = new RuntimeException("on purpose");
        reporting.enqueue(() -> {
            throw failure;
        });
        reporting.enqueue(done::incrementAndGet);

        reporting.dispatch();

        assertEquals(List.of(failure), errors);
        assertEquals(1, done.get());
    }

    @Test
    void taskWaitsForTheNextOneIfThereWasNoMemoryForAThread() throws InterruptedException {
        AtomicInteger starts = new AtomicInteger();
        SerialExecutor executor = new SerialExecutor(task -> new Thread(task) {
            @Override
            public void start() {
                if (starts.incrementAndGet() == 1) {
                    throw new OutOfMemoryError("unable to create native thread, on purpose");
                }
                super.start();
            }
        });
        List<String> run = Collections.synchronizedList(new ArrayList<>());
        assertThrows(OutOfMemoryError.class, () -> executor.execute(() -> run.add("first")));
        executor.execute(() -> run.add("second"));
        executor.dispatch();
        assertEquals(List.of("first", "second"), run);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
