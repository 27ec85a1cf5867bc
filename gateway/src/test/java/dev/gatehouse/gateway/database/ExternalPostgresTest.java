package dev.gatehouse.gateway.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start does with a server that somebody else runs. */
class ExternalPostgresTest {
    @TempDir
    static Path home;

    private static EmbeddedPostgres server;
    private static String url;
    private static String ownerPassword;

    @BeforeAll
    static void runAServer() throws IOException, SQLException {
        SharedPrograms.linkInto(home);
        server = EmbeddedPostgres.startedIn(home, false);
        url = server.properties().get("quarkus.datasource.jdbc.url");
        ownerPassword = server.properties().get("quarkus.flyway.password");
        try (Connection superuser = DriverManager.getConnection(url, PostgresRoles.OWNER, ownerPassword)) {
            var statement = superuser.createStatement();
            statement.execute("CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'kept for itself'");
            statement.execute("CREATE DATABASE theirs OWNER keeper");
            statement.execute("CREATE ROLE \"Odd-Role\" LOGIN PASSWORD 'odd'");
            statement.execute("DROP OWNED BY gatehouse_app");
            statement.execute("REVOKE ALL ON DATABASE gatehouse FROM gatehouse_app");
            statement.execute("DROP ROLE gatehouse_app");
        }
        url = url.replace("/gatehouse", "/theirs");
    }

    @AfterAll
    static void stopIt() throws IOException {
        server.close();
    }

    @Test
    void nothingIsLookedAtWhereNoUrlIsSet() {
        assertThat(ExternalPostgres.of(_ -> Optional.empty())).isEmpty();
    }

    @Test
    void anOwnersLoginMakesTheGatewaysRoleWithTheSamePasswordEachTime() throws SQLException {
        var first = of(Map.of("owner", "keeper", "owner-password", "kept for itself"));
        var second = of(Map.of("owner", "keeper", "owner-password", "kept for itself"));

        assertThat(first.properties())
                .isEqualTo(second.properties())
                .containsEntry("quarkus.datasource.username", "gatehouse_app")
                .containsEntry("quarkus.flyway.username", "keeper");
        try (Connection app = DriverManager.getConnection(
                url, "gatehouse_app", first.properties().get("quarkus.datasource.password"))) {
            assertThat(app.isValid(5)).isTrue();
        }
    }

    @Test
    void aRoleOfTheOperatorsChoiceIsTakenAsItIs() throws IOException {
        Path file = password("odd", "rw-------");

        var chosen = of(Map.of(
                "owner",
                "keeper",
                "owner-password",
                "kept for itself",
                "user",
                "Odd-Role",
                "password-file",
                file.toString()));

        assertThat(chosen.properties())
                .containsEntry("quarkus.datasource.username", "Odd-Role")
                .containsEntry("quarkus.datasource.password", "odd")
                .containsEntry("quarkus.flyway.placeholders.appRole", "\"Odd-Role\"");
    }

    @Test
    void aRoleThatMayActAsTheOwnerIsRefused() {
        refuses(
                Map.of(
                        "owner",
                        "keeper",
                        "owner-password",
                        "kept for itself",
                        "user",
                        "keeper",
                        "password",
                        "kept for itself"),
                "gatehouse.db.user");
    }

    @Test
    void aWrongPasswordNamesItsRoleAndIsNotTold() {
        refuses(Map.of("owner", "keeper", "owner-password", "guessed-wrongly"), "gatehouse.db.owner");
    }

    @Test
    void aLoginWithoutAnOwnerIsRefused() {
        refuses(Map.of("user", "Odd-Role", "password", "odd"), "gatehouse.db.owner");
    }

    @Test
    void aPasswordIsSetOnce() throws IOException {
        Path file = password("kept for itself", "rw-------");

        refuses(Map.of("owner", "keeper"), "gatehouse.db.owner-password-file");
        refuses(
                Map.of("owner", "keeper", "owner-password", "x", "owner-password-file", file.toString()),
                "gatehouse.db.owner-password-file");
    }

    @Test
    void aPasswordThatOthersMayReadIsRefused() throws IOException {
        Path file = password("kept for itself", "rw-r-----");

        refuses(Map.of("owner", "keeper", "owner-password-file", file.toString()), "0600");
    }

    @Test
    void anAddressTakesNoLoginAndIsOnePostgresUnderstands() {
        refuses(Map.of("url", url + "?user=keeper&password=kept", "owner", "keeper"), "gatehouse.db.url");
        refuses(Map.of("url", "postgres://127.0.0.1/x", "owner", "keeper"), "jdbc:postgresql:");
    }

    @Test
    void aDatabaseThatDoesNotExistIsNamedAtOnce() {
        refuses(Map.of("url", url + "2", "owner", "keeper", "owner-password", "kept for itself"), "gatehouse.db.owner");
    }

    private static ExternalPostgres of(Map<String, String> settings) {
        var all = new TreeMap<String, String>();
        all.put("gatehouse.db.url", url);
        settings.forEach((name, value) -> all.put("gatehouse.db." + name, value));
        return ExternalPostgres.of(name -> Optional.ofNullable(all.get(name))).orElseThrow();
    }

    private static void refuses(Map<String, String> settings, String named) {
        assertThatThrownBy(() -> of(settings))
                .isInstanceOf(DatabaseRefused.class)
                .hasMessageContaining(named)
                .message()
                .doesNotContain("guessed-wrongly", "kept for itself");
    }

    private static Path password(String password, String mode) throws IOException {
        Path file = Files.createTempFile(home, "password", ".txt");
        Files.writeString(file, password + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
