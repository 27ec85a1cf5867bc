package dev.gatehouse.gateway.secret;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** What the operator says about stores: which ones nobody declares, and which paths of each kind belong to a tenant. */
@Singleton
public final class StoreRules {
    /** The names of the stores that exist by configuration alone. */
    public static final Set<String> OPERATORS = Set.of("env", "file");

    /** A store of the operator's own finds a tenant's secrets by the tenant's name. */
    private static final List<String> ALL = List.of("*");

    private final StoreConfig config;

    public StoreRules(StoreConfig config) {
        this.config = config;
    }

    /** Whether the operator set up a store of that name. */
    public boolean isOperators(String store) {
        return switch (store) {
            case "env" -> config.envPrefix().isPresent();
            case "file" -> config.folder().isPresent();
            default -> false;
        };
    }

    /** The beginnings of a tenant's paths in a store that is a {@code vault}, in {@code aws}, or one of the operator's. */
    public List<String> paths(String kind) {
        return switch (kind) {
            case "vault" -> config.vaultPaths();
            case "aws" -> config.awsPaths();
            default -> ALL;
        };
    }
}
