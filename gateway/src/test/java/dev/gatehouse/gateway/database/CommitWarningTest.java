package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLWarning;
import org.junit.jupiter.api.Test;

class CommitWarningTest {
    @Test
    void aCommitThatNoReplicaConfirmedIsNotKnownToBeDone() {
        var warned = connection(new SQLWarning("canceling wait for synchronous replication", "01000"));

        assertThatThrownBy(() -> new Transactions(on(warned)).run(_ -> "done")).isInstanceOf(OutcomeUnknown.class);
    }

    private static Connection connection(SQLWarning warning) {
        return proxy(Connection.class, (_, method, _) -> method.getName().equals("getWarnings") ? warning : null);
    }

    private static AgroalDataSource on(Connection connection) {
        return proxy(
                AgroalDataSource.class, (_, method, _) -> method.getName().equals("getConnection") ? connection : null);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
