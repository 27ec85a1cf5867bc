package dev.gatehouse.gateway.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.security.SimplePassword;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** Connections beside the pool, for whoever keeps one as long as it lives. Thread-safe. */
@Singleton
public final class UnpooledConnections {
    private final AgroalDataSource database;

    UnpooledConnections(AgroalDataSource database) {
        this.database = database;
    }

    /** A new one to the same database, as the same role. */
    public Connection open() throws SQLException {
        var factory = database.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        var properties = new Properties();
        properties.putAll(factory.jdbcProperties());
        Principal role = factory.principal();
        if (role != null) {
            properties.setProperty("user", role.getName());
        }
        factory.credentials().stream()
                .filter(SimplePassword.class::isInstance)
                .map(SimplePassword.class::cast)
                .forEach(password -> properties.setProperty("password", password.getWord()));
        return DriverManager.getConnection(factory.jdbcUrl(), properties);
    }
}
