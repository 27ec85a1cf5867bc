package dev.gatehouse.cli;

import dev.gatehouse.gateway.database.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The hand-written endpoint as a process of its own, on a PostgreSQL of its own of the same kind as the gateway's. */
final class BaselineServer implements AutoCloseable {
    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS submission (
                id uuid PRIMARY KEY, caller text NOT NULL, job text NOT NULL, inputs jsonb NOT NULL,
                at timestamptz NOT NULL DEFAULT now())""";

    private final Path home;
    private final EmbeddedPostgres database;
    private final Process process;
    private final int port;
    private final String token;

    private BaselineServer(Path home, EmbeddedPostgres database, Process process, int port, String token) {
        this.home = home;
        this.database = database;
        this.process = process;
        this.port = port;
        this.token = token;
    }

    static BaselineServer started(Path home) throws IOException, SQLException, GeneralSecurityException {
        EmbeddedPostgres database = EmbeddedPostgres.startedIn(home, false);
        Map<String, String> settings = database.properties();
        String url = settings.get("quarkus.datasource.jdbc.url");
        String user = settings.get("quarkus.flyway.username");
        String password = settings.get("quarkus.flyway.password");
        try (var connection = DriverManager.getConnection(url, user, password);
                var statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        int port = Ports.free();
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        Clone.ROOT
                                .resolve("benchmark/target/quarkus-app/quarkus-run.jar")
                                .toString()))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log/baseline.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        url,
                        "QUARKUS_DATASOURCE_USERNAME",
                        user,
                        "QUARKUS_DATASOURCE_PASSWORD",
                        password,
                        "MP_JWT_VERIFY_PUBLICKEY",
                        Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())));
        var server = new BaselineServer(home, database, builder.start(), port, token(keys));
        Installation.until("the baseline listens", () -> Ports.listens(port));
        return server;
    }

    int port() {
        return port;
    }

    String token() {
        return token;
    }

    long pid() {
        return process.pid();
    }

    long databasePid() throws IOException {
        return Long.parseLong(Files.readAllLines(home.resolve("pgdata/postmaster.pid"))
                .getFirst()
                .strip());
    }

    private static String token(KeyPair keys) throws GeneralSecurityException {
        long now = System.currentTimeMillis() / 1000;
        String signed = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "."
                + part("{\"iss\":\"https://benchmark.test\",\"sub\":\"ada\",\"upn\":\"ada\",\"iat\":" + now
                        + ",\"exp\":" + (now + Duration.ofHours(2).toSeconds()) + "}");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(keys.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign());
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        database.close();
    }
}
