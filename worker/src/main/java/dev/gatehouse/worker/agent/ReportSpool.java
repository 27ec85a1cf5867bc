package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Protocol;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports on disk from the moment an attempt has ended until the gateway has acknowledged them: an outcome is a fact
 * and is never dropped. It is bounded because the agent claims nothing while it is full, or while the disk does not take
 * what it holds. Thread-safe.
 */
final class ReportSpool {
    private final Path directory;
    private final int bound;
    private final WorkerLog log;
    private final ObjectMapper json = Protocol.mapper();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();
    /** Held in memory only. */
    private final Set<Held> unwritten = ConcurrentHashMap.newKeySet();

    ReportSpool(Path directory, int bound, WorkerLog log) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.bound = bound;
        this.log = log;
    }

    /** What an earlier start of the worker left. */
    List<Spooled> load() throws IOException {
        List<Spooled> found = new ArrayList<>();
        clean();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                Optional<Spooled> spooled = read(file);
                if (spooled.isPresent()) {
                    held.add(spooled.get().held());
                    found.add(spooled.get());
                } else {
                    log.warn("a spooled report is unreadable and set aside", Map.of("file", file.toString()));
                    setAside(file);
                }
            }
        }
        return found;
    }

    /** Nothing where the file is not what was written under its name. */
    private Optional<Spooled> read(Path file) {
        try {
            return Optional.ofNullable(json.readValue(Files.readAllBytes(file), Spooled.class))
                    .filter(spooled -> file(spooled.held()).equals(file));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** What was being written when the worker was killed: the attempt's end was never settled here. */
    private void clean() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json.new")) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Keeps it. A disk that does not take it leaves it in memory only, which the log says. */
    void put(Spooled spooled) {
        held.add(spooled.held());
        try {
            DurableFile.write(file(spooled.held()), json.writeValueAsBytes(spooled));
        } catch (IOException failure) {
            unwritten.add(spooled.held());
            log.warn(
                    "a report could not be spooled, would not survive a restart, and no work is taken before it is sent",
                    Map.of("execution", spooled.report().execution()));
        }
    }

    /** The gateway has it. */
    void remove(Held one) {
        held.remove(one);
        unwritten.remove(one);
        try {
            Files.deleteIfExists(file(one));
        } catch (IOException failure) {
            // It will be sent again after a restart and be answered the same.
            log.warn("a spooled report could not be removed", Map.of("execution", one.execution()));
        }
    }

    /** The gateway does not take it: it stays on disk for people, and is not sent again. */
    void refuse(Held one) {
        held.remove(one);
        unwritten.remove(one);
        setAside(file(one));
    }

    List<Held> held() {
        return List.copyOf(held);
    }

    boolean full() {
        return held.size() >= bound || !unwritten.isEmpty();
    }

    private void setAside(Path file) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".refused"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            log.warn("a spooled report could not be set aside", Map.of("file", file.toString()));
        }
    }

    private Path file(Held one) {
        return directory.resolve(one.execution() + "-" + one.fence() + ".json");
    }
}
