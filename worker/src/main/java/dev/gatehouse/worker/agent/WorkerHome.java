package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.IdentityKeys;
import dev.gatehouse.worker.Protocol;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A worker's directory: its identity key, the counter of its registrations, its spool, and a lock that keeps a second
 * worker out. The file {@code ready} is there while the worker has had a session.
 */
final class WorkerHome implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;
    private final IdentityKeys identity;
    private final InstantSource clock;
    private final ObjectMapper json = Protocol.mapper();

    WorkerHome(Path path, InstantSource clock, RandomGenerator random) throws IOException {
        this.path = path;
        this.clock = clock;
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        this.lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!locked()) {
            lock.close();
            throw new IOException("another worker runs in " + path);
        }
        Files.deleteIfExists(ready());
        this.identity = identity(random);
    }

    Path path() {
        return path;
    }

    IdentityKeys identity() {
        return identity;
    }

    /** Whether a gateway has accepted this identity. */
    boolean registered() {
        return state().path("registered").asBoolean();
    }

    void setRegistered() throws IOException {
        save(state().put("registered", true));
        Files.writeString(ready(), "");
    }

    /** A number greater than in every registration before, also after an old copy of the home was put back. */
    long nextCounter() throws IOException {
        ObjectNode state = state();
        long next = Math.max(state.path("counter").asLong() + 1, clock.millis());
        save(state.put("counter", next));
        return next;
    }

    void notReady() throws IOException {
        Files.deleteIfExists(ready());
    }

    private Path ready() {
        return path.resolve("ready");
    }

    private boolean locked() throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private IdentityKeys identity(RandomGenerator random) throws IOException {
        Path file = path.resolve("identity.key");
        if (!Files.exists(file)) {
            byte[] seed = new byte[32];
            random.nextBytes(seed);
            DurableFile.write(file, Protocol.encode(seed).getBytes(StandardCharsets.US_ASCII));
            Arrays.fill(seed, (byte) 0);
        }
        try {
            return IdentityKeys.ofSeed(Protocol.decode(Files.readString(file).strip()));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(file + " holds no Ed25519 private key");
        }
    }

    private ObjectNode state() {
        try {
            Path file = path.resolve("state.json");
            return Files.exists(file) && json.readTree(Files.readAllBytes(file)) instanceof ObjectNode state
                    ? state
                    : json.createObjectNode();
        } catch (IOException unreadable) {
            // Nothing in it is needed: the gateway knows the identity, and the clock is ahead of the counter.
            return json.createObjectNode();
        }
    }

    private void save(ObjectNode state) throws IOException {
        DurableFile.write(path.resolve("state.json"), json.writeValueAsBytes(state));
    }

    @Override
    public void close() throws IOException {
        notReady();
        lock.close();
    }
}
