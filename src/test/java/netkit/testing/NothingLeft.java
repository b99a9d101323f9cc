package netkit.testing;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Asserts that a test class leaves no thread of a connection and no open socket behind. Its methods may run at the same
 * time, where {@link Leftovers} of one of them would see those of another.
 */
public final class NothingLeft implements BeforeAllCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(NothingLeft.class);

    @Override
    public void beforeAll(ExtensionContext test) {
        test.getStore(NAMESPACE).put(Leftovers.class, new Leftovers());
    }

    @Override
    public void afterAll(ExtensionContext test) throws InterruptedException {
        test.getStore(NAMESPACE).get(Leftovers.class, Leftovers.class).awaitNone();
    }
}
