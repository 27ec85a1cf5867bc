package dev.gatehouse.gateway.secret;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What an operator sets about stores who sets nothing. */
public record StoreSettings() implements StoreConfig {
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

    @Override
    public Optional<String> envPrefix() {
        return Optional.empty();
    }

    @Override
    public Optional<Path> folder() {
        return Optional.empty();
    }
}
