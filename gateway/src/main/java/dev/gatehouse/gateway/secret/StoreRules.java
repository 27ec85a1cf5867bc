package dev.gatehouse.gateway.secret;

import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.SecretStore;
import dev.gatehouse.secrets.SecretStores;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the operator says about stores: which ones nobody declares, and which paths of each kind belong to a tenant. */
@Singleton
public final class StoreRules {
    /** The names of the stores that exist by configuration alone. */
    public static final Set<String> OPERATORS = Set.of("env", "file");

    /** The store {@code env} finds a tenant's secrets by the tenant's name, and its paths have no room for a namespace's. */
    private static final List<String> ALL = List.of("*");

    private final StoreConfig config;

    public StoreRules(StoreConfig config) {
        this.config = config;
    }

    /** The store of that name, where the operator set one up. */
    public Optional<DeclaredStore> operators(String store) {
        Optional<SecretStore> found = switch (store) {
            case "env" -> config.envPrefix().map(prefix -> SecretStores.environment(prefix, System.getenv()));
            case "file" -> config.folder().map(SecretStores::folder);
            default -> Optional.empty();
        };
        return found.map(each -> DeclaredStore.plain(store, each).within(paths(store)));
    }

    /** The beginnings of a tenant's paths in a store that is a {@code vault}, in {@code aws}, or one of the operator's. */
    public List<String> paths(String kind) {
        return switch (kind) {
            case "vault" -> config.vaultPaths();
            case "aws" -> config.awsPaths();
            case "file" -> config.filePaths();
            default -> ALL;
        };
    }
}
