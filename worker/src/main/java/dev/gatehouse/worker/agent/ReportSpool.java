package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.Protocol;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.StreamSupport;

/**
 * Reports on disk from the moment an attempt has ended until the gateway has acknowledged them: an outcome is a fact
 * and is never dropped. Those that come at once are synced at once: a sync costs more than anything else of a report. It
 * is bounded because the agent claims nothing while it is full, or while the disk does not take what it holds.
 * Thread-safe.
 */
final class ReportSpool implements AutoCloseable {
    private static final String SEGMENT = ".reports";
    private static final String NUMBER = "[0-9]".repeat(8);
    private static final String REFUSED = ".refused";

    private final Path directory;
    private final int bound;
    private final WorkerLog log;
    private final ObjectMapper json = Protocol.mapper();
    private final Map<Held, Entry> held = new ConcurrentHashMap<>();
    /** Held in memory only. */
    private final Set<Held> unwritten = ConcurrentHashMap.newKeySet();

    private final Queue<Entry> coming = new ConcurrentLinkedQueue<>();
    private final Queue<Held> done = new ConcurrentLinkedQueue<>();
    /** Held by who writes; guards what follows. */
    private final ReentrantLock writing = new ReentrantLock();
    /** What each segment's file is still needed for. */
    private final Map<Path, Set<Held>> needed = new HashMap<>();

    private Optional<SpoolSegment> current = Optional.empty();
    private int number;

    /** @param line what is to be written of it */
    private record Entry(Spooled spooled, String line) {}

    ReportSpool(Path directory, int bound, WorkerLog log) throws IOException {
        this.directory = Files.createDirectories(directory);
        this.bound = bound;
        this.log = log;
        this.number = segments().stream().mapToInt(ReportSpool::number).max().orElse(0);
    }

    /** What an earlier start of the worker left. */
    List<Spooled> load() throws IOException {
        Map<Held, Spooled> found = new HashMap<>();
        Map<Held, Path> places = new HashMap<>();
        writing.lock();
        try {
            for (Path file : segments()) {
                for (byte[] line : SpoolSegment.lines(file)) {
                    Optional<SpoolLine> read = read(line);
                    read.map(SpoolLine::done).ifPresent(found::remove);
                    read.map(SpoolLine::kept).ifPresent(spooled -> {
                        found.put(spooled.held(), spooled);
                        places.put(spooled.held(), file);
                    });
                    if (read.isEmpty()) {
                        log.warn("a spooled report is unreadable and set aside", Map.of("file", file.toString()));
                        setAside("damaged-" + number(file), line);
                    }
                }
                needed.put(file, new HashSet<>());
            }
            found.forEach((one, spooled) -> {
                held.put(one, new Entry(spooled, ""));
                needed.getOrDefault(places.getOrDefault(one, directory), new HashSet<>())
                        .add(one);
            });
            tidy();
            return List.copyOf(found.values());
        } finally {
            writing.unlock();
        }
    }

    private List<Path> segments() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, NUMBER + SEGMENT)) {
            return StreamSupport.stream(files.spliterator(), false)
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    private static int number(Path segment) {
        String name = segment.getFileName().toString();
        return Integer.parseInt(name.substring(0, name.length() - SEGMENT.length()));
    }

    private Optional<SpoolLine> read(byte[] line) {
        try {
            return Optional.ofNullable(json.readValue(line, SpoolLine.class)).filter(SpoolLine::isWhole);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** Keeps it, synced. A disk that does not take it leaves it in memory only, which the log says. */
    void put(Spooled spooled) {
        Entry entry = new Entry(spooled, line(SpoolLine.kept(spooled)));
        held.put(spooled.held(), entry);
        coming.add(entry);
        writing.lock();
        try {
            // Whoever held the lock before may have written it.
            if (coming.contains(entry)) {
                write();
            }
        } finally {
            writing.unlock();
        }
    }

    /** The gateway has it. */
    void remove(Held one) {
        held.remove(one);
        unwritten.remove(one);
        done.add(one);
        // Not worth waiting for: whoever writes next takes note of it, and a report that comes again is answered the
        // same.
        if (writing.tryLock()) {
            try {
                settle();
            } finally {
                writing.unlock();
            }
        }
    }

    /** The gateway does not take it: it stays on disk for people, and is not sent again. */
    void refuse(Held one) {
        Entry entry = held.get(one);
        if (entry != null) {
            setAside(
                    one.execution() + "-" + one.fence() + ".json",
                    written(entry.spooled()).getBytes(StandardCharsets.UTF_8));
        }
        remove(one);
    }

    List<Held> held() {
        return List.copyOf(held.keySet());
    }

    boolean full() {
        return held.size() >= bound || !unwritten.isEmpty();
    }

    /** Everything that waits, with one sync. */
    private void write() {
        List<Entry> batch = new ArrayList<>();
        var lines = new ByteArrayOutputStream();
        for (Entry next = coming.poll(); next != null; next = coming.poll()) {
            batch.add(next);
            lines.writeBytes(next.line().getBytes(StandardCharsets.UTF_8));
        }
        try {
            SpoolSegment segment = segmentFor(lines.size());
            segment.append(ByteBuffer.wrap(lines.toByteArray()));
            segment.sync();
            batch.forEach(entry -> needed(segment).add(entry.spooled().held()));
        } catch (IOException failure) {
            retire();
            batch.forEach(this::keepInMemory);
        }
        settle();
    }

    private void keepInMemory(Entry entry) {
        unwritten.add(entry.spooled().held());
        log.warn(
                "a report could not be spooled, would not survive a restart, and no work is taken before it is sent",
                Map.of("execution", entry.spooled().report().execution()));
    }

    /** Takes note of what is done, unsynced, and deletes what nobody needs. */
    private void settle() {
        var lines = new ByteArrayOutputStream();
        for (Held next = done.poll(); next != null; next = done.poll()) {
            Held one = next;
            long places =
                    needed.values().stream().filter(kept -> kept.remove(one)).count();
            if (places > 0) {
                lines.writeBytes(line(SpoolLine.done(one)).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            if (lines.size() > 0 && current.isPresent()) {
                current.get().append(ByteBuffer.wrap(lines.toByteArray()));
            }
        } catch (IOException failure) {
            retire();
        }
        if (current.filter(segment -> segment.isHalfFull() && needed(segment).isEmpty())
                .isPresent()) {
            retire();
        }
        tidy();
    }

    private void tidy() {
        needed.entrySet().removeIf(entry -> {
            boolean over = entry.getValue().isEmpty()
                    && current.filter(segment -> segment.file().equals(entry.getKey()))
                            .isEmpty();
            return over && isDeleted(entry.getKey());
        });
    }

    private boolean isDeleted(Path file) {
        try {
            Files.deleteIfExists(file);
            return true;
        } catch (IOException failure) {
            log.warn("a spool segment could not be removed", Map.of("file", file.toString()));
            return false;
        }
    }

    private Set<Held> needed(SpoolSegment segment) {
        return needed.computeIfAbsent(segment.file(), _ -> new HashSet<>());
    }

    private SpoolSegment segmentFor(int bytes) throws IOException {
        Optional<SpoolSegment> roomy = current.filter(segment -> segment.hasRoomFor(bytes));
        return roomy.isPresent() ? roomy.get() : begin();
    }

    private SpoolSegment begin() throws IOException {
        retire();
        number++;
        var fresh = SpoolSegment.create(directory.resolve("%08d".formatted(number) + SEGMENT));
        needed(fresh);
        current = Optional.of(fresh);
        return fresh;
    }

    /** Nothing is appended to it any more. */
    private void retire() {
        current.ifPresent(SpoolSegment::close);
        current = Optional.empty();
    }

    private void setAside(String name, byte[] content) {
        try {
            DurableFile.write(directory.resolve(name + REFUSED), content);
        } catch (IOException failure) {
            log.warn("a spooled report could not be set aside", Map.of("file", name));
        }
    }

    private String line(SpoolLine line) {
        return written(line) + "\n";
    }

    private String written(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What the gateway has is taken note of; what is left is sent after the next start. */
    @Override
    public void close() {
        writing.lock();
        try {
            settle();
            retire();
            tidy();
        } finally {
            writing.unlock();
        }
    }
}
