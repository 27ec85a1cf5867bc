package dev.gatehouse.gateway.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** Searches what the gateway logs for a token and a value that went through it, in good requests and bad ones. */
@QuarkusTest
class CanaryInLogTest {
    private static final String CANARY = "canary-9c1e-horse-staple";

    @Inject
    TestAccess access;

    @Test
    void neitherATokenNorAValueIsLogged() {
        var lines = new Lines();
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.FINE);
        root.addHandler(lines);
        try {
            goThrough("acme.data/nowhere");
            goThrough("acme.data/" + declare());
            goThrough("..bad../x");
        } finally {
            root.removeHandler(lines);
            root.setLevel(before);
        }

        assertThat(lines.seen).isNotEmpty();
        assertThat(String.join("\n", lines.seen))
                .doesNotContain(CANARY)
                .doesNotContain(access.account("acme", "Owner", "root").token().substring(0, 4));
    }

    private void goThrough(String secret) {
        var owner = access.account("acme", "Owner", "root");
        for (String header : new String[] {"Bearer " + owner.token(), "Bearer " + owner.token() + "x"}) {
            given().header("Authorization", header)
                    .contentType("application/octet-stream")
                    .body(CANARY.getBytes(StandardCharsets.UTF_8))
                    .put("/api/v1/acme/secrets/" + secret + "/value");
        }
    }

    private String declare() {
        String name = "s-" + UUID.randomUUID();
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES ('acme', 'secret', 'acme.data', ?, ?, 1, '{"store": "embedded"}', repeat('0', 64), ?)""", name, UUID.randomUUID(), UUID.randomUUID());
        return name;
    }

    private static final class Lines extends Handler {
        private final Queue<String> seen = new ConcurrentLinkedQueue<>();
        private final PatternFormatter formatter = new PatternFormatter("%c %s%e %X");

        @Override
        public void publish(LogRecord line) {
            if (line.getLoggerName() != null && !line.getLoggerName().startsWith("org.apache.http")) {
                seen.add(formatter.format(line));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
