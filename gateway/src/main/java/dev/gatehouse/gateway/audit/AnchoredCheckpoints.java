package dev.gatehouse.gateway.audit;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.gatehouse.audit.Checkpoint;
import dev.gatehouse.gateway.GatehouseConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The latest checkpoint of each tenant that this gateway saw signed, as files of its home: {@code anchor/TENANT}. They
 * outlive the database, so a database that was put back to an older state is noticed.
 */
@Singleton
final class AnchoredCheckpoints {
    private final Path folder;

    AnchoredCheckpoints(GatehouseConfig config) {
        this.folder = config.home().resolve("anchor");
    }

    Optional<Checkpoint> of(String tenant) {
        Path file = folder.resolve(tenant);
        try {
            return Files.exists(file)
                    ? Optional.of(Checkpoint.of(Files.readString(file, StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the anchored checkpoint of a tenant cannot be read", e);
        }
    }

    void keep(String tenant, Checkpoint checkpoint) {
        try {
            Files.createDirectories(folder);
            Path next = folder.resolve(tenant + ".next");
            try (FileChannel file = FileChannel.open(next, CREATE, WRITE, TRUNCATE_EXISTING)) {
                file.write(StandardCharsets.UTF_8.encode(checkpoint.text()));
                file.force(true);
            }
            Files.move(
                    next, folder.resolve(tenant), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("the anchored checkpoint of a tenant cannot be written", e);
        }
    }
}
