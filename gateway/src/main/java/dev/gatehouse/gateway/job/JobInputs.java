package dev.gatehouse.gateway.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.problem.Violation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Checks the inputs of starts against what their job declares. Compiled schemas are kept by job and revision, which
 * never change.
 *
 * <p>Thread-safe.
 */
@ApplicationScoped
public class JobInputs {
    private static final int KEPT = 1_000;

    /** At most so many values may meet so many places of a schema: each meeting is work and may be a message. */
    private static final long MOST_CHECKS = 1_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Compiled> compiled = new LinkedHashMap<>(64, 0.75f, true);

    private record Key(UUID job, long revision) {}

    private record Compiled(CompiledSchema schema, long size) {
        List<Violation> violations(JsonNode inputs) {
            return values(inputs) * size > MOST_CHECKS
                    ? List.of(Violation.at("", "more values than can be checked against a schema of this size"))
                    : schema.violations(inputs);
        }

        private static long values(JsonNode value) {
            long values = 1;
            for (JsonNode child : value) {
                values += values(child);
            }
            return values;
        }
    }

    /** What checking inputs came to. */
    public sealed interface Checked {
        /** They hold; members that were not given have the schema's defaults. */
        record Valid(ObjectNode inputs) implements Checked {}

        /** They do not, at these pointers into the inputs. */
        record Invalid(List<Violation> violations) implements Checked {
            public Invalid {
                violations = List.copyOf(violations);
            }
        }
    }

    /** Checks the inputs of one start of the job's revision. The given node is left as it is. */
    public Checked check(UUID job, long revision, JobSpec spec, JsonNode inputs) {
        List<Violation> violations = new ArrayList<>(JsonBounds.violations(inputs));
        if (!(inputs instanceof ObjectNode given)) {
            violations.add(Violation.at("", "inputs are one JSON object"));
            return new Checked.Invalid(violations);
        }
        if (!violations.isEmpty()) {
            return new Checked.Invalid(violations);
        }
        ObjectNode complete = given.deepCopy();
        spec.inputs().path("properties").properties().forEach(property -> {
            if (property.getValue().has("default") && !complete.has(property.getKey())) {
                complete.set(
                        property.getKey(), property.getValue().get("default").deepCopy());
            }
        });
        try {
            violations.addAll(schema(new Key(job, revision), spec).violations(complete));
        } catch (IllegalArgumentException outdated) {
            // What a schema may say can have become less since its revision was applied.
            violations.add(Violation.at("", "the job's schema cannot be used; apply the job again to learn why"));
        }
        if (violations.isEmpty()) {
            violations.addAll(absent(spec, complete));
        }
        return violations.isEmpty() ? new Checked.Valid(complete) : new Checked.Invalid(violations);
    }

    private static List<Violation> absent(JobSpec spec, ObjectNode inputs) {
        return spec.run()
                .paths()
                .filter(TemplatePath.Input.class::isInstance)
                .map(TemplatePath.Input.class::cast)
                .distinct()
                .filter(input -> InputValue.find(input, inputs).isMissingNode())
                .map(input -> Violation.at(
                        "/" + String.join("/", input.segments()), "the job uses this input, and it has no default"))
                .toList();
    }

    private Compiled schema(Key key, JobSpec spec) {
        lock.lock();
        try {
            Compiled known = compiled.get(key);
            if (known != null) {
                return known;
            }
        } finally {
            lock.unlock();
        }
        var fresh = new Compiled(CompiledSchema.of(spec.inputs()), SchemaExpansion.size(spec.inputs()));
        lock.lock();
        try {
            compiled.put(key, fresh);
            if (compiled.size() > KEPT) {
                compiled.remove(compiled.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
        return fresh;
    }
}
