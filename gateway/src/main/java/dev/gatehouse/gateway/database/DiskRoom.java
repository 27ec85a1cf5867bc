package dev.gatehouse.gateway.database;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The free part of the disk that the embedded database writes to, looked at once a second at most. What is left when
 * acceptances stop is for the reports and the record of what already runs. Thread-safe.
 *
 * <p>Of a server that somebody else runs nothing is known; a full one says so itself.
 */
@Singleton
public final class DiskRoom {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration COME_BACK = Duration.ofSeconds(10);

    private final Optional<Path> folder;
    private final int leastFree;
    private final InstantSource clock;
    private volatile Look last = new Look(Instant.MIN, false);

    DiskRoom(GatehouseConfig config, DatabaseConfig database, InstantSource clock) {
        this.folder = database.url().isPresent() ? Optional.empty() : Optional.of(config.home());
        this.leastFree = database.leastFreeDisk();
        this.clock = clock;
    }

    private record Look(Instant at, boolean full) {}

    /** Ends the request with 503 when too little is free to accept anything. */
    public void require() {
        if (folder.isPresent() && isFull(folder.get())) {
            throw new ProblemException(
                    Problem.of(503, "disk_full", "The database's disk is almost full. An operator has to make room.")
                            .withRetryAfter(COME_BACK));
        }
    }

    private boolean isFull(Path path) {
        Instant now = clock.instant();
        Look known = last;
        if (!known.at().equals(Instant.MIN)
                && Duration.between(known.at(), now).abs().compareTo(LOOK) < 0) {
            return known.full();
        }
        try {
            FileStore disk = Files.getFileStore(path);
            boolean full = isFull(disk.getUsableSpace(), disk.getTotalSpace(), leastFree);
            last = new Look(now, full);
            return full;
        } catch (IOException failure) {
            throw new UncheckedIOException("the free space of the home cannot be read", failure);
        }
    }

    static boolean isFull(long usable, long total, int leastFreePercent) {
        return usable < total / 100 * leastFreePercent;
    }
}
