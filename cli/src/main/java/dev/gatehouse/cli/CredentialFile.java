package dev.gatehouse.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The one file of a home that holds a {@link Credential}. Nobody but its owner may read it; it is replaced as a whole, so
 * that no reader ever sees half of it.
 */
final class CredentialFile {
    private static final String OWNERS = "rw-------";

    private final Path file;
    private final Path lock;

    CredentialFile(Path home) {
        this.file = home.resolve("login.json");
        this.lock = home.resolve("login.lock");
    }

    Optional<Credential> read() {
        try {
            return Optional.of(Credential.of(Json.parse(Files.readAllBytes(file))));
        } catch (NoSuchFileException nobodyIsLoggedIn) {
            return Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException malformed) {
            // Nothing of it is shown: part of it may be a token.
            throw CommandFailure.usage("not a login: " + file + " (gatehouse logout removes it)");
        } catch (IOException unreadable) {
            throw CommandFailure.usage("cannot read " + file);
        }
    }

    void write(Credential credential) {
        try {
            Files.createDirectories(file.getParent());
            Path fresh = Files.createTempFile(
                    file.getParent(),
                    "login",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNERS)));
            try {
                Files.writeString(fresh, Json.pretty(credential.json()) + "\n", StandardCharsets.UTF_8);
                replace(fresh);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException unwritable) {
            throw CommandFailure.usage("cannot write " + file);
        }
    }

    private void replace(Path fresh) throws IOException {
        try {
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException unusual) {
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Whether there was one. */
    boolean delete() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException undeletable) {
            throw CommandFailure.usage("cannot delete " + file);
        }
    }

    /** One command at a time: two that renew at once would use one refresh token twice, and the second time it is worthless. */
    <T> T locked(Supplier<T> work) {
        var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var ownersOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNERS));
        try (var channel = FileChannel.open(lock, options, ownersOnly);
                var _ = channel.lock()) {
            return work.get();
        } catch (IOException unlockable) {
            throw CommandFailure.usage("cannot lock " + lock);
        }
    }
}
