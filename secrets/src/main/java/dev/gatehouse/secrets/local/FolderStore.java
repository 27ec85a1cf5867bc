package dev.gatehouse.secrets.local;

import dev.gatehouse.secrets.SecretLimits;
import dev.gatehouse.secrets.SecretLocation;
import dev.gatehouse.secrets.SecretStore;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.StorePath;
import dev.gatehouse.worker.SecretValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Secrets in files: a folder for each tenant, by its name, and in it a file for each path. Links are followed as long as they
 * stay in the tenant's folder. A value is the file's bytes, all of them. Thread-safe.
 */
public final class FolderStore implements SecretStore {
    private final Path folder;

    public FolderStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        if (!StorePath.isPlain(tenant) || !StorePath.isPlain(path)) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }
        try {
            Path home = folder.resolve(tenant).toRealPath();
            Path file = home.resolve(path).toRealPath();
            if (!file.startsWith(home) || !Files.isRegularFile(file)) {
                return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
            }
            try (InputStream bytes = Files.newInputStream(file)) {
                var value = SecretValue.taking(bytes.readNBytes(SecretLimits.MAX_BYTES + 1));
                return new StoreAnswer.Found(Map.of(SecretLocation.VALUE, value), Optional.empty());
            }
        } catch (NoSuchFileException _) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        } catch (AccessDeniedException _) {
            return new StoreAnswer.Forbidden();
        } catch (IOException _) {
            return new StoreAnswer.Unavailable("file_unreadable");
        }
    }

    @Override
    public List<StoreFinding> probe(String tenant) {
        Optional<String> problem =
                Files.isReadable(folder.resolve(tenant)) ? Optional.empty() : Optional.of("folder_unreadable");
        return List.of(
                StoreFinding.of("reachable", problem),
                StoreFinding.limit("values have no versions"),
                StoreFinding.limit("who reads the files is recorded by the machine alone"));
    }
}
