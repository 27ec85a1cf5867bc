package dev.gatehouse.gateway.database;

import io.agroal.api.AgroalDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Transactions on the real database whose first commits are carried out, or not, without an answer. */
public final class LostCommits {
    private final AgroalDataSource database;
    private final boolean carriedOut;
    private final AtomicInteger left;

    private LostCommits(AgroalDataSource database, boolean carriedOut, int count) {
        this.database = database;
        this.carriedOut = carriedOut;
        this.left = new AtomicInteger(count);
    }

    /** What transactions throw that did not even begin. */
    public static DatabaseUnavailable away() {
        return new DatabaseUnavailable("the database did not answer", new SQLException("away", "08006"));
    }

    public static Transactions on(AgroalDataSource database, boolean carriedOut, int count) {
        var lost = new LostCommits(database, carriedOut, count);
        return new Transactions((AgroalDataSource)
                proxy(AgroalDataSource.class, (_, method, arguments) -> lost.source(method, arguments)));
    }

    private Object source(Method method, Object[] arguments) throws Throwable {
        Object answer = call(database, method, arguments);
        return answer instanceof Connection connection
                ? proxy(Connection.class, (_, asked, given) -> connection(connection, asked, given))
                : answer;
    }

    private Object connection(Connection connection, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("commit") && left.getAndDecrement() > 0) {
            if (carriedOut) {
                connection.commit();
            }
            throw new SQLException("the connection is gone", "08006");
        }
        return call(connection, method, arguments);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(LostCommits.class.getClassLoader(), new Class<?>[] {type}, handler);
    }
}
