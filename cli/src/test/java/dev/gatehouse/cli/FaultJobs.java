package dev.gatehouse.cli;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.History.Began;
import dev.gatehouse.cli.History.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The jobs of a fault run. Before anything else each writes down that it began, which no gateway and no worker can
 * forget for it; then it waits for a child of its own, and last of all it writes down how it ended.
 */
final class FaultJobs {
    private static final String SECRET = "not-so-secret-canary";
    private static final String PLACE = """
            apiVersion: gatehouse.dev/v1
            kind: Namespace
            metadata: {name: demo.faults}
            spec: {description: Jobs that tell when they begin}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Secret
            metadata: {namespace: demo.faults, name: canary}
            spec: {store: embedded}
            """;

    /** The three kinds of jobs. */
    enum Kind {
        /** Without secrets. */
        QUICK(1, ""),
        /** With a secret of the embedded store. */
        SEALED(1, "${{ secrets.canary }}"),
        /** That may begin again. */
        AGAIN(3, "");

        private final int attempts;
        private final String canary;

        Kind(int attempts, String canary) {
            this.attempts = attempts;
            this.canary = canary;
        }

        /** The job's name in its namespace. */
        String job() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** How often an execution of it may begin. */
        int attempts() {
            return attempts;
        }

        /** Asks for an execution that naps for so many seconds, and fails so many times. */
        JsonNode request(String nap, int failures) {
            var body = Json.object().put("job", "demo.faults/" + job());
            body.putObject("inputs").put("nap", nap).put("failures", Integer.toString(failures));
            return body;
        }

        private String manifest(Path began, Path ended) {
            String retry = attempts == 1 ? "none" : "{attempts: %d, backoff: PT1S}".formatted(attempts);
            return """
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.faults, name: %s}
            spec:
              timeout: PT30S
              retry: %s
              inputs:
                type: object
                required: [nap, failures]
                properties: {nap: {type: string}, failures: {type: string}}
              run:
                process:
                  command:
                    - sh
                    - -c
                    - |
                      echo "$GATEHOUSE_EXECUTION $GATEHOUSE_FENCE" >>"$BEGAN" || exit 9
                      sleep "$NAP" &
                      wait
                      test "${#CANARY}" -eq "$LENGTH" && test "$GATEHOUSE_ATTEMPT" -gt "$FAILURES"
                      code=$?
                      echo "$GATEHOUSE_EXECUTION $code" >>"$ENDED" || exit 9
                      exit $code
                  env:
                    BEGAN: "%s"
                    ENDED: "%s"
                    NAP: "${{ inputs.nap }}"
                    FAILURES: "${{ inputs.failures }}"
                    CANARY: "%s"
                    LENGTH: "%d"
            """.formatted(job(), retry, began, ended, canary, canary.isEmpty() ? 0 : SECRET.length());
        }
    }

    private final Path began;
    private final Path ended;

    private FaultJobs(Path began, Path ended) {
        this.began = began;
        this.ended = ended;
    }

    /** Declares the jobs and the secret. What they tell is written into the fleet's folder, by whatever uid. */
    static FaultJobs declaredIn(Fleet fleet) throws IOException {
        Path began = writable(fleet.root().resolve("began"));
        Path ended = writable(fleet.root().resolve("ended"));
        fleet.apply(PLACE
                + Stream.of(Kind.values())
                        .map(kind -> kind.manifest(began, ended))
                        .collect(joining()));
        fleet.gatehouse(SECRET, "secret", "put", "demo.faults/canary");
        return new FaultJobs(began, ended);
    }

    private static Path writable(Path file) throws IOException {
        Files.createFile(file);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    }

    /** What began so far. */
    List<Began> began() throws IOException {
        return Files.readAllLines(began).stream()
                .map(line -> line.split(" ", -1))
                .map(words -> new Began(words[0], Long.parseLong(words[1])))
                .toList();
    }

    /** What came to its own end so far. */
    List<Ended> ended() throws IOException {
        return Files.readAllLines(ended).stream()
                .map(line -> line.split(" ", -1))
                .map(words -> new Ended(words[0], words[1].equals("0")))
                .toList();
    }
}
