package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.key.WrappedTable;
import dev.gatehouse.secrets.EmbeddedStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretResolver;
import dev.gatehouse.secrets.SecretStores;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Makes the embedded store over this gateway's rows, and the resolver that starts use. */
final class SecretStoreProducer {
    @Produces
    @Singleton
    static WrappedTable values() {
        return new WrappedTable(
                "secret_value",
                "sealed",
                List.of("tenant", "namespace", "name", "version"),
                row -> EmbeddedStore.place(
                        row.getString("tenant"),
                        String.join("/", row.getString("tenant"), row.getString("namespace"), row.getString("name")),
                        row.getLong("version")));
    }

    @Produces
    @Singleton
    EmbeddedStore embedded(MasterKey key, SecretRows rows) {
        return SecretStores.embedded(key, rows);
    }

    @Produces
    @Singleton
    SecretResolver resolver(SecretLocationRows locations, DeclaredStores stores, ProcessKey key) {
        return new SecretResolver(locations, stores, key.key());
    }
}
