package dev.gatehouse.gateway.token;

import dev.gatehouse.gateway.identity.ApiToken;
import dev.gatehouse.gateway.key.StartRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** The file {@code tokens/TENANT.token} of a home: one token, mode 0600, replaced as a whole. */
final class TokenFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");

    private final Path file;

    TokenFile(Path home, String tenant) {
        this.file = home.resolve("tokens").resolve(tenant + ".token");
    }

    /** The token in the file; nothing when there is no file or it holds something else. */
    Optional<ApiToken> read() {
        try {
            return Files.exists(file)
                    ? ApiToken.parse(
                            Files.readString(file, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            throw new StartRefused(file + " cannot be read", e);
        }
    }

    void write(ApiToken token) {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try {
            Path folder = file.resolveSibling("").normalize();
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            }
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.writeString(next, token.<String>expose(text -> text + "\n"), StandardCharsets.UTF_8);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartRefused(file + " cannot be written", e);
        }
    }
}
