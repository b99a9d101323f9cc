package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    void tasksRunOneAfterTheOtherInTheirOrder() throws InterruptedException {
        List<Integer> done = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger running = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            executor.executeBlocking(10, () -> {
                assertEquals(1, running.incrementAndGet());
                done.add(number);
                Thread.yield(); // whoever may break in here does
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
    void whoBringsMoreThanMayWaitWaits() throws InterruptedException {
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
        executor.execute(() -> {}); // but who may not wait need not

        go.countDown();
        all.await();
        reader.join();
        assertEquals(100, put.get());
    }

    @Test
    void aTaskThatIsLargerThanMayWaitIsTakenAlone() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        executor.executeBlocking(Integer.MAX_VALUE / 2, done::countDown);
        done.await();
        assertFalse(done.getCount() > 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
