package dev.gatehouse.gateway.secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator sets about stores. */
public record StoreSettings(Optional<String> envPrefix, Optional<Path> folder, List<String> filePaths)
        implements StoreConfig {
    /** Nothing. */
    public StoreSettings() {
        this(Optional.empty(), Optional.empty(), List.of("*"));
    }

    @Override
    public List<String> vaultPaths() {
        return List.of("*/{tenant}/", "*/creds/{tenant}_");
    }

    @Override
    public List<String> awsPaths() {
        return List.of("{tenant}/");
    }

    @Override
    public Duration call() {
        return Duration.ofSeconds(5);
    }
}
