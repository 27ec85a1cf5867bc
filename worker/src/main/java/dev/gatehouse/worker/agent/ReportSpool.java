package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Protocol;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reports on disk from the moment an attempt has ended until the gateway has acknowledged them: an outcome is a fact
 * and is never dropped. It is bounded because the agent claims nothing while it is full. Thread-safe.
 */
final class ReportSpool {
    private final Path directory;
    private final int bound;
    private final WorkerLog log;
    private final ObjectMapper json = Protocol.mapper();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    ReportSpool(Path directory, int bound, WorkerLog log) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.bound = bound;
        this.log = log;
    }

    /** What an earlier start of the worker left. */
    List<Spooled> load() throws IOException {
        List<Spooled> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.json")) {
            for (Path file : files) {
                try {
                    Spooled spooled = json.readValue(Files.readAllBytes(file), Spooled.class);
                    held.add(spooled.held());
                    found.add(spooled);
                } catch (IOException unreadable) {
                    log.warn("a spooled report is unreadable and set aside", Map.of("file", file.toString()));
                    setAside(file);
                }
            }
        }
        return found;
    }

    /** Keeps it. A disk that does not take it leaves it in memory only, which the log says. */
    void put(Spooled spooled) {
        held.add(spooled.held());
        try {
            DurableFile.write(file(spooled.held()), json.writeValueAsBytes(spooled));
        } catch (IOException failure) {
            log.warn(
                    "a report could not be spooled and would not survive a restart",
                    Map.of("execution", spooled.report().execution()));
        }
    }

    /** The gateway has it. */
    void remove(Held one) {
        held.remove(one);
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
        setAside(file(one));
    }

    List<Held> held() {
        return List.copyOf(held);
    }

    boolean full() {
        return held.size() >= bound;
    }

    private void setAside(Path file) {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + ".refused"));
        } catch (IOException failure) {
            log.warn("a spooled report could not be set aside", Map.of("file", file.toString()));
        }
    }

    private Path file(Held one) {
        return directory.resolve(one.execution() + "-" + one.fence() + ".json");
    }
}
