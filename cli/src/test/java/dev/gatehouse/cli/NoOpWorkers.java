package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process of real workers whose jobs do nothing: registered, claiming, starting, spooling and reporting as any worker.
 * It tells which execution began when, by the machine's monotonic clock.
 */
final class NoOpWorkers implements AutoCloseable {
    private static final String MAIN = "dev.gatehouse.worker.agent.NoOpWorkers";

    private final Process process;
    private final Map<String, Long> begun = new ConcurrentHashMap<>();

    private NoOpWorkers(Process process) {
        this.process = process;
        Thread.ofPlatform().daemon().name("no-op-workers").start(this::listen);
    }

    static NoOpWorkers start(Installation installation, Path folder, String group, int count, int slots)
            throws IOException, InterruptedException {
        String classes = Clone.ROOT.resolve("worker/target/test-classes") + ":"
                + Clone.ROOT.resolve("worker/target/gatehouse-worker.jar");
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes,
                MAIN,
                installation.url(),
                Files.createDirectories(folder).toString(),
                Integer.toString(slots)));
        for (int i = 0; i < count; i++) {
            Path file = folder.resolve("join-" + i);
            Files.writeString(file, joinToken(installation, group));
            command.add(file.toString());
        }
        return new NoOpWorkers(new ProcessBuilder(command)
                .redirectError(folder.resolve("log").toFile())
                .start());
    }

    private static String joinToken(Installation installation, String group) throws IOException, InterruptedException {
        String token = installation
                .read(installation.home().resolve("tokens/demo.token"))
                .strip();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = http.send(
                    HttpRequest.newBuilder(URI.create(
                                    installation.url() + "/api/v1/demo/workergroups/" + group + "/join-tokens"))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{}"))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = Json.parse(answer.body());
            return body.get("token").textValue();
        }
    }

    private void listen() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int space = line.indexOf(' ');
                begun.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    long pid() {
        return process.pid();
    }

    int begun() {
        return begun.size();
    }

    /** When the execution began, in nanoseconds of this machine's monotonic clock. */
    Optional<Long> begun(String execution) {
        return Optional.ofNullable(begun.get(execution));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
