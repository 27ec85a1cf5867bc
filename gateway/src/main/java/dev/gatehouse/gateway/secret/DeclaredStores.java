package dev.gatehouse.gateway.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.database.Transactions;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretStores;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreDirectory;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.SecretValue;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/**
 * The stores of each tenant: the embedded one, those that it declares, and those that the operator set up. One that was made
 * from a declaration is kept while it is used, with its login, until the declaration changes. Thread-safe.
 */
@Singleton
final class DeclaredStores implements StoreDirectory {
    private static final String DECLARED = """
            SELECT id, revision, spec FROM resource
             WHERE tenant = ? AND kind = 'secretstore' AND namespace = 'root' AND name = ?""";

    private static final int MOST = 1_000;
    private static final Duration UNUSED = Duration.ofHours(1);

    private final Transactions transactions;
    private final ObjectMapper json;
    private final EmbeddedStore embedded;
    private final Egress egress;
    private final ProcessKey key;
    private final StoreConfig config;
    private final StoreRules rules;
    private final InstantSource clock;
    private final Cache<Revision, DeclaredStore> made =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(UNUSED).build();

    DeclaredStores(
            Transactions transactions,
            ObjectMapper json,
            EmbeddedStore embedded,
            Egress egress,
            ProcessKey key,
            StoreConfig config,
            StoreRules rules,
            InstantSource clock) {
        this.transactions = transactions;
        this.json = json;
        this.embedded = embedded;
        this.egress = egress;
        this.key = key;
        this.config = config;
        this.rules = rules;
        this.clock = clock;
    }

    private record Revision(String tenant, UUID store, long number) {}

    private record Row(Revision revision, String spec) {}

    @Override
    public Optional<DeclaredStore> find(String tenant, String name) {
        return switch (name) {
            case EmbeddedStore.NAME -> Optional.of(DeclaredStore.plain(name, embedded));
            case "env", "file" -> rules.operators(name);
            default -> row(tenant, name).map(row -> made.get(row.revision(), _ -> make(row)));
        };
    }

    private DeclaredStore make(Row row) {
        var spec = new StoreSpec(read(row.spec()));
        String tenant = row.revision().tenant();
        SecretReference credential = StoreCredentials.of(spec.spec()).orElseThrow();
        var store = spec.isVault()
                ? SecretStores.vault(
                        tenant, spec.vault(() -> value(tenant, credential), config.call()), egress, key.key(), clock)
                : SecretStores.aws(tenant, spec.aws(() -> value(tenant, credential), config.call()), egress);
        return spec.declared(row.revision().store() + "@" + row.revision().number(), store, rules.paths(spec.kind()));
    }

    private Optional<SecretValue> value(String tenant, SecretReference credential) {
        return embedded.read(tenant, EmbeddedStore.path(tenant, credential)) instanceof StoreAnswer.Found found
                ? Optional.ofNullable(found.values().get(SecretLocation.VALUE))
                : Optional.empty();
    }

    private JsonNode read(String spec) {
        try {
            return json.readTree(spec);
        } catch (JsonProcessingException malformed) {
            throw new IllegalStateException("a stored spec is not JSON", malformed);
        }
    }

    private Optional<Row> row(String tenant, String name) {
        try {
            return transactions.read(connection -> {
                try (var query = connection.prepareStatement(DECLARED)) {
                    query.setString(1, tenant);
                    query.setString(2, name);
                    return row(tenant, query);
                }
            });
        } catch (DatabaseUnavailable away) {
            throw new SecretException.RowsUnavailable(away);
        }
    }

    private static Optional<Row> row(String tenant, PreparedStatement query) throws SQLException {
        try (var row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Row(
                            new Revision(tenant, row.getObject("id", UUID.class), row.getLong("revision")),
                            row.getString("spec")))
                    : Optional.empty();
        }
    }
}
