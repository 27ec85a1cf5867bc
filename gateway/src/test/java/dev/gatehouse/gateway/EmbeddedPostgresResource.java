package dev.gatehouse.gateway;

import dev.gatehouse.gateway.database.EmbeddedPostgres;
import dev.gatehouse.gateway.database.SharedPrograms;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A fresh home with a running embedded PostgreSQL for the tests of this module. */
public final class EmbeddedPostgresResource implements QuarkusTestResourceLifecycleManager {
    private Path home = Path.of(".");
    private EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        try {
            home = Files.createTempDirectory("gatehouse-test-");
            SharedPrograms.linkInto(home);
            postgres = EmbeddedPostgres.startedIn(home, true);
            var properties = new HashMap<>(postgres.properties());
            properties.put("gatehouse.home", home.toString());
            properties.put("gatehouse.tenants", "acme,globex,alone");
            return properties;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
            try (Stream<Path> all = Files.walk(home)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
