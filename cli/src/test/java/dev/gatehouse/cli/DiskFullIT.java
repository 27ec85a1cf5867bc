package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database's disk fills up, on a file system of its own (root makes one in memory). */
class DiskFullIT {
    private static final int SMALL = 1 << 20;

    @TempDir
    Path folder;

    private Path disk;

    @BeforeEach
    void mount() throws IOException {
        disk = Files.createDirectory(folder.resolve("disk"));
        assertThat(Installation.shell("mount -t tmpfs -o size=300m,mode=0755 tmpfs " + disk)
                        .exit())
                .as("a file system in memory needs root")
                .isZero();
    }

    @AfterEach
    void unmount() {
        assertThat(Installation.shell("umount -l " + disk).exit()).isZero();
    }

    @Test
    void whatWasAcceptedSurvivesADiskThatIsFullUnderTheServer() throws IOException {
        try (var server = DebianPostgres.startedIn(disk);
                var installation = Installation.inNewHome(server.environment())) {
            installation.up();
            installation.apply(job("quick", "true"));
            installation.apply(job("slow", "sleep 20"));
            GatewayClient api = installation.api();
            List<String> accepted = new ArrayList<>();
            accepted.add(accepted(api, "slow", 0).orElseThrow());
            Installation.until("it runs", () -> state(api, accepted.getFirst()).equals("RUNNING"));

            Path filler = fill(disk, 0);
            Optional<Answer> refusal = Optional.empty();
            for (int i = 0; i < 2_000 && refusal.isEmpty(); i++) {
                Answer answer = submit(api, "quick", 8_000);
                if (answer.isSuccess()) {
                    accepted.add(answer.json().path("id").asText());
                } else {
                    refusal = Optional.of(answer);
                }
            }
            assertThat(refusal).map(Answer::status).contains(503);
            assertThat(refusal.orElseThrow().retryAfter()).isPresent();

            Files.delete(filler);
            if (!server.lives()) {
                server.start();
            }

            Installation.until(
                    "it accepts again",
                    () -> accepted(api, "quick", 0).filter(accepted::add).isPresent());
            for (String id : accepted) {
                Installation.until(id + " has ended", () -> state(api, id).equals("SUCCEEDED"));
            }
            CommandRun log = installation.gatehouse("audit", "verify", "--url", installation.url());
            assertThat(log.exit()).as(log.out() + log.err()).isZero();
        }
    }

    @Test
    void nothingIsAcceptedWhileTheEmbeddedDatabasesDiskIsAlmostFullAndWhatRunsStillReports() throws IOException {
        assertThat(Installation.shell("mount -o remount,size=900m " + disk).exit())
                .isZero();
        try (var installation = Installation.inHomeBelow(disk)) {
            installation.up();
            installation.apply(job("quick", "true"));
            installation.apply(job("slow", "sleep 20"));
            GatewayClient api = installation.api();
            String running = accepted(api, "slow", 0).orElseThrow();
            Installation.until("it runs", () -> state(api, running).equals("RUNNING"));

            Path filler = fill(disk, 4);

            Installation.until(
                    "it refuses", () -> submit(api, "quick", 0).code().equals("disk_full"));
            Answer refusal = submit(api, "quick", 0);
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isPresent();
            Installation.until(
                    "what runs has reported", () -> state(api, running).equals("SUCCEEDED"));

            Files.delete(filler);

            Installation.until(
                    "it accepts again", () -> accepted(api, "quick", 0).isPresent());
        }
    }

    /** A file that leaves so many percent of the disk free. */
    private static Path fill(Path disk, int percent) throws IOException {
        Path filler = disk.resolve("filler");
        FileStore store = Files.getFileStore(disk);
        byte[] zeros = new byte[SMALL];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (store.getUsableSpace() > store.getTotalSpace() / 100 * percent) {
                out.write(zeros, 0, (int) Math.max(1, Math.min(SMALL, store.getUsableSpace())));
            }
        } catch (IOException full) {
            assertThat(percent).as(full.getMessage()).isZero();
        }
        return filler;
    }

    private static String job(String name, String command) {
        return """
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: %s}
            spec:
              timeout: PT5M
              inputs:
                type: object
                properties: {text: {type: string}}
              run:
                process:
                  command: [sh, -c, "%s"]
            """.formatted(name, command);
    }

    private static Answer submit(GatewayClient api, String job, int size) {
        ObjectNode request = Json.object().put("job", "demo.weather/" + job);
        request.set("inputs", Json.object().put("text", "x".repeat(size)));
        return api.post("executions", request);
    }

    private static Optional<String> accepted(GatewayClient api, String job, int size) {
        Answer answer = submit(api, job, size);
        return answer.isSuccess() ? Optional.of(answer.json().path("id").asText()) : Optional.empty();
    }

    private static String state(GatewayClient api, String id) {
        Answer answer = api.get("executions/" + id);
        return answer.isSuccess() ? answer.json().path("state").asText() : "";
    }
}
