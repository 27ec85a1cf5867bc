package dev.gatehouse.worker.process;

import dev.gatehouse.worker.Assignment;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.FileLaunch;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import dev.gatehouse.worker.Redactor;
import dev.gatehouse.worker.RenewedFiles;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real connector in a place of its own, and jobs for it. */
final class JobBench implements AutoCloseable {
    static final String EXECUTION = "019a0000-0000-7000-8000-000000000001";
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    final Path place;
    final Path home;
    final Path tools;
    final StopSignal stop = new StopSignal();
    private final Map<String, SecretValue> secrets = new LinkedHashMap<>();
    private final Map<String, Part.Joined> env = new LinkedHashMap<>();
    private final Map<String, FileLaunch> files = new LinkedHashMap<>();
    private final List<IdentityLaunch> identity = new ArrayList<>();
    final RenewedFiles renewed = new RenewedFiles();
    private final Map<String, ByteArrayOutputStream> log = new LinkedHashMap<>();
    private final AtomicLong fence = new AtomicLong();
    private Part.@Nullable Joined stdin;
    private long timeoutMillis = 60_000;
    ProcessConnector connector;

    JobBench() throws IOException {
        place = Files.createTempDirectory("gatehouse-bench");
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
        home = Files.createDirectory(place.resolve("home"));
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        tools = Files.createDirectory(home.resolve("tools"));
        Files.writeString(Files.createDirectory(tools.resolve("lib")).resolve("driver.txt"), "driver\n");
        connector = open();
    }

    static boolean root() {
        return new com.sun.security.auth.module.UnixSystem().getUid() == 0;
    }

    /** The uids of one test run are nobody else's: what runs under them is ended without asking. */
    static int firstUid() {
        return 30_000 + (int) (ProcessHandle.current().pid() % 1000) * 16;
    }

    ProcessConnector open() throws IOException {
        return ProcessConnector.open(
                new ProcessSettings(place, home, Optional.of(tools), 2, firstUid(), Duration.ofMillis(500)));
    }

    JobBench secret(String name, String value) {
        secrets.put(name, SecretValue.copyOf(value.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    JobBench env(String name, Part... parts) {
        env.put(name, new Part.Joined(List.of(parts)));
        return this;
    }

    JobBench file(String name, Part... parts) {
        files.put(name, FileLaunch.ofText(new Part.Joined(List.of(parts))));
        return this;
    }

    JobBench bytes(String name, byte... bytes) {
        files.put(name, FileLaunch.ofBytes(bytes));
        return this;
    }

    JobBench identity(IdentityLaunch token) {
        identity.add(token);
        return this;
    }

    JobBench stdin(Part... parts) {
        stdin = new Part.Joined(List.of(parts));
        return this;
    }

    JobBench timeout(Duration timeout) {
        timeoutMillis = timeout.toMillis();
        return this;
    }

    Ending sh(String script) {
        return run("sh", "-c", script);
    }

    Ending run(String... command) {
        ProcessLaunch process =
                new ProcessLaunch(Arrays.stream(command).map(Part.Joined::text).toList(), env, files, stdin, identity);
        Launch launch = new Launch(
                EXECUTION,
                "demo",
                "acme",
                "job",
                1,
                1,
                fence.incrementAndGet(),
                "w",
                timeoutMillis,
                false,
                TRACE,
                process);
        return connector.run(
                new Assignment(launch, secrets, Redactor.of(secrets.values()), this::append, TRACE, stop, renewed));
    }

    String stdout() {
        return said("stdout");
    }

    synchronized String said(String stream) {
        return log.getOrDefault(stream, new ByteArrayOutputStream()).toString(StandardCharsets.UTF_8);
    }

    private synchronized void append(String stream, byte[] bytes) {
        log.computeIfAbsent(stream, _ -> new ByteArrayOutputStream()).writeBytes(bytes);
    }

    /** Whether a process lives whose command line holds the text; a zombie does not live. */
    static boolean lives(String text) {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes.anyMatch(process -> holds(process.resolve("cmdline"), text));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1)
                    .replace('\0', ' ')
                    .contains(text);
        } catch (IOException gone) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
