package dev.gatehouse.gateway.retention;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Changes rows as the owner, since the gateway's role cannot: to make them older, or such as nobody may make them. */
@Singleton
public final class AgedRows {
    private final String url;
    private final String owner;
    private final String password;

    AgedRows(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.flyway.username") String owner,
            @ConfigProperty(name = "quarkus.flyway.password") String password) {
        this.url = url;
        this.owner = owner;
        this.password = password;
    }

    public void sql(String statement, Object... arguments) {
        try (Connection connection = DriverManager.getConnection(url, owner, password);
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < arguments.length; i++) {
                prepared.setObject(i + 1, arguments[i]);
            }
            prepared.execute();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
