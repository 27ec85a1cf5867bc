package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a revision of a job declares.
 *
 * @param workerGroup where it runs unless a launch says otherwise
 * @param queueTimeout how long it may wait in the queue each time it does; absent for ever
 * @param inputs the JSON Schema (2020-12) that every start's inputs hold to
 */
public record JobSpec(
        String workerGroup,
        Duration timeout,
        Optional<Duration> queueTimeout,
        Retry retry,
        int priority,
        Map<String, String> labels,
        JsonNode inputs,
        ProcessRun run,
        Overridable overridable) {
    /** The timeout of a job that declares none. */
    public static final Duration TIMEOUT = Duration.ofHours(1);

    public JobSpec {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /**
     * Reads a spec that already holds to the kind's JSON Schema, and checks what a schema cannot: where templates may
     * stand. Throws {@link InvalidJobSpec} with every error found.
     */
    public static JobSpec parse(JsonNode spec) {
        return new JobSpecReader(spec).read();
    }

    /** Reads a spec that {@link #parse} has accepted before, without checking it again. */
    public static JobSpec ofStored(JsonNode spec) {
        return new JobSpecReader(spec).readStored();
    }

    /** The secrets it references, each once, in order of their first use. */
    public List<TemplatePath.Secret> secrets() {
        return run.paths()
                .filter(TemplatePath.Secret.class::isInstance)
                .map(TemplatePath.Secret.class::cast)
                .distinct()
                .toList();
    }

    public boolean usesSecrets() {
        return !secrets().isEmpty();
    }
}
