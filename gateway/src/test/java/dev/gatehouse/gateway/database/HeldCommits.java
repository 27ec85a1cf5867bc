package dev.gatehouse.gateway.database;

import io.agroal.api.AgroalDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Transactions on the real database whose first one has done its work, and is held before its commit. */
public final class HeldCommits {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AgroalDataSource database;
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    public HeldCommits(AgroalDataSource database) {
        this.database = database;
    }

    public Transactions transactions() {
        return new Transactions(
                (AgroalDataSource) proxy(AgroalDataSource.class, (_, method, arguments) -> source(method, arguments)));
    }

    /** Returns when the first transaction is held. */
    public void await() {
        await(held);
    }

    public void release() {
        released.countDown();
    }

    private Object source(Method method, Object[] arguments) throws Throwable {
        Object answer = call(database, method, arguments);
        return answer instanceof Connection connection
                ? proxy(Connection.class, (_, asked, given) -> connection(connection, asked, given))
                : answer;
    }

    private Object connection(Connection connection, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("commit") && first.getAndSet(false)) {
            held.countDown();
            await(released);
        }
        return call(connection, method, arguments);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("nobody came within " + PATIENCE);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopping);
        }
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(HeldCommits.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
