package netkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import netkit.testing.ManualScheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryBudgetTest {
    /** Of 4,000 bytes, 3,000 may be held and 1,000 kept. */
    private static final int LIMIT = 4000;

    private final ManualScheduler clock = new ManualScheduler();
    private final Semaphore collections = new Semaphore(0);
    private final MemoryBudget budget = new MemoryBudget(LIMIT, clock, collections::release);
    private final List<String> evicted = new ArrayList<>();
    private final Map<String, MemoryBudget.Account> accounts = new HashMap<>();

    /** Opens an account whose connection releases what it holds when it is evicted. */
    private MemoryBudget.Account open(String name) {
        MemoryBudget.Account account = budget.open(() -> {
            evicted.add(name);
            accounts.get(name).add(-accounts.get(name).bytes());
        });
        accounts.put(name, account);
        return account;
    }

    private List<String> evictions() {
        clock.advance(Duration.ofSeconds(1));
        return evicted;
    }

    @Test
    void noConnectionIsEvictedUpToTheLimit() {
        open("a").add(3000);
        assertEquals(List.of(), evictions());
    }

    @Test
    void theConnectionThatHoldsMostIsEvicted() {
        open("small").add(900);
        open("large").add(1200);
        open("last").add(901);
        assertEquals(List.of("large"), evictions());
        assertEquals(1801, budget.held());
    }

    @Test
    void whatWaitsForAHandlerCountsBeyondTheEndOfTheAccount() {
        MemoryBudget.Account account = open("a");
        account.add(100);
        account.addLasting(1000);
        assertEquals(1100, account.bytes());
        account.close();
        assertEquals(1000, budget.held());
        account.addLasting(-1000);
        assertEquals(0, budget.held());
    }

    @Test
    void evictionEndsWhenAnEighthIsFree() {
        for (int i = 9; i >= 1; i--) {
            open("holder " + i).add(300 + i);
        }
        open("last").add(400); // 3,145 in all
        assertEquals(List.of("last", "holder 9"), evictions());
        assertEquals(2436, budget.held());
    }

    @Test
    void memoryOfTheEvictedCountsAsFreedBeforeTheyReleaseIt() {
        MemoryBudget.Account slow = budget.open(() -> evicted.add("slow"));
        open("other").add(1000);
        slow.add(2500);
        assertEquals(List.of("slow"), evictions());
        open("third").add(100);
        assertEquals(List.of("slow"), evictions(), "the slow one is leaving already");
        assertTrue(slow.isEvicted());
        slow.close();
        assertEquals(1100, budget.held());
    }

    @Test
    void connectionIsEvictedOnce() {
        MemoryBudget.Account account = budget.open(() -> evicted.add("a"));
        account.add(3001);
        account.add(5000);
        evictions();
        account.add(5000);
        assertEquals(List.of("a"), evictions());
    }

    @Test
    void closedAccountHoldsNothing() {
        MemoryBudget.Account account = open("a");
        account.add(2000);
        account.keep(500);
        account.close();
        account.add(2000);
        assertEquals(0, budget.held());
        assertEquals(1000, budget.keepable());
    }

    @Test
    void sharedBytesCountOnceInTotalAndForEachOfTheirHolders() {
        SharedBytes shared = new SharedBytes(new byte[1000]);
        List<MemoryBudget.Account> holders = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            MemoryBudget.Account holder = open("holder " + i);
            holder.hold(shared);
            holders.add(holder);
        }
        assertEquals(shared.size(), budget.held());
        assertEquals(shared.size(), holders.getLast().bytes());
        holders.forEach(holder -> holder.release(shared));
        assertEquals(0, budget.held());
        assertEquals(List.of(), evictions());
    }

    @Test
    void keptMemoryEvictsNoConnectionButIsRefused() {
        MemoryBudget.Account first = open("first");
        MemoryBudget.Account second = open("second");
        assertTrue(first.keep(600));
        assertFalse(second.keep(500));
        assertTrue(second.keep(400));
        assertEquals(0, budget.keepable());
        assertTrue(first.keep(100));
        assertTrue(second.keep(500));
        assertEquals(List.of(), evictions());
    }

    @Test
    void allocationWaitsUntilTheEvictedHaveReleasedTheirMemory() {
        MemoryBudget.Account leaving = budget.open(() -> evicted.add("leaving"));
        leaving.add(2900);
        MemoryBudget.Account polite = open("polite");
        CompletableFuture<Boolean> allowed = CompletableFuture
                .supplyAsync(() -> polite.awaitMemory(200), Thread::startVirtualThread);
        awaitEviction();
        assertFalse(allowed.isDone());
        leaving.close();
        assertTrue(allowed.join());
        assertEquals(200, budget.held());
    }

    @Test
    void allocationOfTheConnectionThatHoldsMostIsRefused() {
        open("polite").add(1000);
        MemoryBudget.Account greedy = open("greedy");
        CompletableFuture<Boolean> allowed = CompletableFuture
                .supplyAsync(() -> greedy.awaitMemory(2500), Thread::startVirtualThread);
        awaitEviction();
        assertFalse(allowed.join());
        assertEquals(List.of("greedy"), evicted);
    }

    private void awaitEviction() {
        try {
            clock.awaitPending(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        evictions();
    }

    private void assertCollectedOnce() throws InterruptedException {
        assertEquals(1, clock.pending());
        clock.advance(Duration.ofSeconds(2));
        assertTrue(collections.tryAcquire(60, TimeUnit.SECONDS));
        assertEquals(0, clock.pending());
    }

    @Test
    void heapIsCollectedWhenAFloodIsOver() throws InterruptedException {
        MemoryBudget.Account account = open("a");
        account.add(1501);
        account.add(-1000);
        assertEquals(0, clock.pending(), "501 bytes are still held");
        account.close();
        assertCollectedOnce();
    }

    @Test
    void heapIsCollectedAfterAnEvictionThoughOthersHoldMuch() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            open("holder " + i).add(1000);
        }
        clock.advance(Duration.ofMillis(10));
        assertEquals(2, evicted.size());
        assertCollectedOnce();
    }

    @Test
    void heapIsNotCollectedForOrdinaryTraffic() {
        MemoryBudget.Account account = open("a");
        account.add(1400);
        account.close();
        assertEquals(0, clock.pending());
    }
}
