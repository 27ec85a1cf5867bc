package dev.gatehouse.gateway.execution;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.job.JobLaunch;
import dev.gatehouse.gateway.resource.JobVersion;
import dev.gatehouse.policy.PlannedRun;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.worker.FileLaunch;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import dev.gatehouse.worker.Protocol;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What would run, secrets by their names alone: no value has been looked at.
 *
 * @param author who applied the pinned revision
 * @param queueTimeout how long it may wait for a worker; absent for ever
 * @param attempts how often it may be started in all
 * @param env the names of the variables that are set
 * @param filled what is filled in, only for those who may decide
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record RunView(
        String jobDigest,
        String author,
        String connector,
        String workerGroup,
        Map<String, String> labels,
        int priority,
        String timeout,
        Optional<String> queueTimeout,
        int attempts,
        List<String> env,
        List<String> secrets,
        Optional<Filled> filled) {

    /**
     * What a worker would be given, and what it was filled in with.
     *
     * @param env each variable's value
     * @param files that lie in the attempt's own directory, where the command starts
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Filled(
            List<String> command,
            Map<String, List<Piece>> env,
            List<Contents> files,
            Optional<List<Piece>> stdin,
            JsonNode inputs,
            JsonNode launch) {}

    /** A piece of a string: either text as it stands, or the place of the secret of this name. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Piece(Optional<String> text, Optional<String> secret) {
        static Piece of(Part part) {
            return switch (part) {
                case Part.Text(String text) -> new Piece(Optional.of(text), Optional.empty());
                case Part.SecretPart(String name) -> new Piece(Optional.empty(), Optional.of(name));
            };
        }
    }

    /**
     * One file in full, as text or as standard base64.
     *
     * @param size in bytes, without those of secrets
     * @param sha256 hex, of a file without secrets
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    record Contents(
            String path, int size, Optional<String> sha256, Optional<List<Piece>> text, Optional<String> base64) {}

    static RunView of(JobVersion job, JobLaunch launch, Optional<Filled> filled) {
        PlannedRun planned = launch.planned();
        return new RunView(
                job.reference().digest(),
                job.author().toString(),
                planned.connector(),
                planned.workerGroup(),
                planned.labels(),
                planned.priority(),
                planned.timeout().toString(),
                job.spec().queueTimeout().map(Duration::toString),
                job.spec().retry().attempts(),
                planned.env(),
                job.secrets().stream().map(SecretReference::toString).toList(),
                filled);
    }

    /** @param options that were asked for, as they were recorded */
    static Filled filled(JobLaunch launch, JsonNode options) {
        ProcessLaunch process = launch.process();
        Map<String, List<Piece>> env = new LinkedHashMap<>();
        process.env().forEach((name, value) -> env.put(name, pieces(value)));
        return new Filled(
                launch.planned().command(),
                env,
                process.files().entrySet().stream()
                        .map(file -> contents(file.getKey(), file.getValue()))
                        .toList(),
                Optional.ofNullable(process.stdin()).map(RunView::pieces),
                launch.inputs(),
                options);
    }

    private static List<Piece> pieces(Part.Joined joined) {
        return joined.parts().stream().map(Piece::of).toList();
    }

    private static Contents contents(String path, FileLaunch file) {
        return Optional.ofNullable(file.text())
                .map(text -> text(path, pieces(text)))
                .orElseGet(() -> bytes(path, Protocol.decode(requireNonNull(file.bytes()))));
    }

    private static Contents text(String path, List<Piece> pieces) {
        byte[] text = pieces.stream()
                .flatMap(piece -> piece.text().stream())
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
        boolean secret = pieces.stream().anyMatch(piece -> piece.secret().isPresent());
        return new Contents(
                path,
                text.length,
                secret ? Optional.empty() : Optional.of(CanonicalHash.ofBytes(text)),
                Optional.of(pieces),
                Optional.empty());
    }

    private static Contents bytes(String path, byte[] bytes) {
        return new Contents(
                path,
                bytes.length,
                Optional.of(CanonicalHash.ofBytes(bytes)),
                Optional.empty(),
                Optional.of(Base64.getEncoder().encodeToString(bytes)));
    }
}
