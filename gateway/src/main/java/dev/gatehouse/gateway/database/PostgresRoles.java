package dev.gatehouse.gateway.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.Map;

/**
 * The roles and databases of the embedded server, with their passwords in 0600 files of the home. Nobody may connect to
 * a database but the role it is for.
 */
final class PostgresRoles {
    static final String OWNER = "gatehouse_owner";
    private static final String APP = "gatehouse_app";
    private static final String DATABASE = "gatehouse";
    private static final String EXAMPLE = "weather";

    private final int port;
    private final Path home;
    private final Path ownerPasswordFile;
    private final String ownerPassword;
    private final String appPassword;

    private PostgresRoles(int port, Path home, Path ownerPasswordFile, String ownerPassword, String appPassword) {
        this.port = port;
        this.home = home;
        this.ownerPasswordFile = ownerPasswordFile;
        this.ownerPassword = ownerPassword;
        this.appPassword = appPassword;
    }

    static PostgresRoles in(Path home, int port) throws IOException {
        Path owner = home.resolve("postgres.password");
        return new PostgresRoles(port, home, owner, password(owner), password(home.resolve("app.password")));
    }

    Path ownerPasswordFile() {
        return ownerPasswordFile;
    }

    Map<String, String> properties() {
        return Map.of(
                "quarkus.datasource.jdbc.url", url(DATABASE),
                "quarkus.datasource.username", APP,
                "quarkus.datasource.password", appPassword,
                "quarkus.flyway.username", OWNER,
                "quarkus.flyway.password", ownerPassword);
    }

    /** Makes what is missing; running it again changes nothing. */
    void ensure(boolean demo) throws IOException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), OWNER, ownerPassword)) {
            role(connection, APP, appPassword);
            database(connection, DATABASE, OWNER);
            execute(connection, "GRANT CONNECT ON DATABASE " + DATABASE + " TO " + APP);
            if (demo) {
                role(connection, EXAMPLE, password(home.resolve("weather.password")));
                // A job must not be able to take the connections that the gateway lives on.
                execute(connection, "ALTER ROLE " + EXAMPLE + " CONNECTION LIMIT 20");
                database(connection, EXAMPLE, EXAMPLE);
            }
            execute(connection, "REVOKE ALL ON DATABASE postgres FROM PUBLIC");
            execute(connection, "REVOKE ALL ON DATABASE template1 FROM PUBLIC");
        } catch (SQLException failure) {
            throw new IOException("the roles of the embedded database could not be made", failure);
        }
    }

    private static void role(Connection connection, String name, String password) throws SQLException {
        String verb = exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", name) ? "ALTER" : "CREATE";
        execute(
                connection,
                verb + " ROLE " + name + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD '"
                        + password + "'");
    }

    private static void database(Connection connection, String name, String owner) throws SQLException {
        if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", name)) {
            execute(connection, "CREATE DATABASE " + name + " OWNER " + owner);
        }
        execute(connection, "REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    }

    private static boolean exists(Connection connection, String query, String name) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The password in the file, which the first start makes: 192 random bits, readable by its owner only. */
    private static String password(Path file) throws IOException {
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path unfinished = file.resolveSibling(file.getFileName() + ".making");
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    unfinished,
                    Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n",
                    StandardOpenOption.WRITE);
            Files.move(unfinished, file);
        }
        return Files.readString(file).strip();
    }
}
