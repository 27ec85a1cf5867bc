package dev.gatehouse.gateway.key;

import dev.gatehouse.audit.LogKey;
import dev.gatehouse.gateway.GatehouseConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** Opens every key before anything else starts, and pins the log's public key in the home. */
@Singleton
final class KeysAtStart {
    /** Of the start-up observers: keys, then tenants, then the tokens of owners. */
    private static final int FIRST = 100;

    private final GatehouseConfig config;
    private final Installation installation;
    private final LogKey logKey;

    KeysAtStart(GatehouseConfig config, Installation installation, LogKey logKey) {
        this.config = config;
        this.installation = installation;
        this.logKey = logKey;
    }

    void open(@Observes @Priority(FIRST) StartupEvent start) {
        var tenants = new ArrayList<>(config.tenants().orElse(List.of()));
        if (!tenants.contains("system")) {
            tenants.add("system");
        }
        new PinnedLogKey(config.home()).pin(installation, logKey, tenants);
    }
}
