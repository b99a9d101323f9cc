package netkit.socketio;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * Runs the handlers of one connection one after the other, on a virtual thread that lives while there is something to
 * do. What arrives faster than it is handled waits up to a limit; then its reader waits, and with it the sender.
 */
final class Mailbox implements Executor {
    /** How much may wait, characters and bytes; more only if it is a single task. */
    private static final int LIMIT = 4 << 20;
    /** What a task costs besides what it carries. */
    private static final int OVERHEAD = 200;

    private record Task(int cost, Runnable work) {}

    private final String name;
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private long backlog;
    private boolean running;

    Mailbox(String name) {
        this.name = name;
    }

    /** Never waits. */
    @Override
    public synchronized void execute(Runnable work) {
        add(new Task(0, work));
    }

    /** Waits for room: for who reads from the network. */
    synchronized void put(int size, Runnable work) {
        Task task = new Task(size + OVERHEAD, work);
        try {
            while (backlog > 0 && backlog + task.cost > LIMIT) {
                wait();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        add(task);
    }

    private void add(Task task) {
        waiting.add(task);
        backlog += task.cost;
        if (!running) {
            running = true;
            Thread.ofVirtual().name(name).start(this::runAll);
        }
    }

    private void runAll() {
        Task task = next(0);
        while (task != null) {
            try {
                task.work.run();
            } catch (Throwable e) {
                // A handler's fault is the program's to hear of, and no reason to lose what comes next.
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
            task = next(task.cost);
        }
    }

    private synchronized Task next(int done) {
        backlog -= done;
        notifyAll();
        Task task = waiting.poll();
        running = task != null;
        return task;
    }
}
