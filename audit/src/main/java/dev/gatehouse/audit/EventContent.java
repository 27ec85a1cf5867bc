package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event in the terms of a leaf: its members, its facts, and the values of its fields. Values are JSON: strings,
 * numbers, booleans, lists and maps of these.
 */
public final class EventContent {
    private final EventCode code;
    private final Map<String, String> members;
    private final @Nullable ExecutionId execution;
    private final SortedMap<String, Object> facts;
    private final SortedMap<String, Object> fields;

    private EventContent(Draft draft) {
        this.code = draft.code;
        this.members = Map.copyOf(draft.members);
        this.execution = draft.execution;
        this.facts = draft.facts;
        this.fields = draft.fields;
    }

    static Draft of(EventCode code) {
        return new Draft(code);
    }

    /** The event's registered code. */
    public EventCode code() {
        return code;
    }

    /** The execution whose record the event belongs to. */
    public Optional<ExecutionId> execution() {
        return Optional.ofNullable(execution);
    }

    /** The optional text members of the leaf: actor, resource, decision, policy, job. */
    Map<String, String> members() {
        return members;
    }

    SortedMap<String, Object> facts() {
        return facts;
    }

    SortedMap<String, Object> fields() {
        return fields;
    }

    /** Collects what an event says; absent and empty values are left out. */
    static final class Draft {
        private final EventCode code;
        private final Map<String, String> members = new TreeMap<>();
        private final SortedMap<String, Object> facts = new TreeMap<>();
        private final SortedMap<String, Object> fields = new TreeMap<>();
        private @Nullable ExecutionId execution;

        private Draft(EventCode code) {
            this.code = code;
        }

        Draft execution(ExecutionId id) {
            execution = id;
            return this;
        }

        Draft actor(Actor actor) {
            members.put("actor", actor.id().toString());
            fact("impersonator", actor.impersonator());
            return field("actor", actor.name());
        }

        Draft actor(Optional<Actor> actor) {
            actor.ifPresent(this::actor);
            return this;
        }

        Draft actor(UUID id) {
            return actor(Actor.of(id));
        }

        Draft resource(String resource) {
            members.put("resource", resource);
            return this;
        }

        Draft job(JobPin job) {
            members.put("job", job.digest());
            return resource(job.resource()).field("job", job.name());
        }

        Draft job(Optional<JobPin> job) {
            job.ifPresent(this::job);
            return this;
        }

        Draft decision(DecisionReference decision) {
            members.put("decision", decision.id().toString());
            members.put("policy", decision.policyDigest());
            return fact("rules", decision.rules())
                    .fact("near", decision.nearMisses())
                    .field("explanation", decision.explanation());
        }

        Draft decision(Optional<DecisionReference> decision) {
            decision.ifPresent(this::decision);
            return this;
        }

        Draft fact(String name, Object value) {
            return put(facts, name, value);
        }

        Draft field(String name, Object value) {
            return put(fields, name, value);
        }

        private Draft put(Map<String, Object> into, String name, Object value) {
            switch (value) {
                case Optional<?> optional -> optional.ifPresent(present -> put(into, name, present));
                case String text when text.isEmpty() -> {}
                case Collection<?> list when list.isEmpty() -> {}
                case Map<?, ?> map when map.isEmpty() -> {}
                case UUID id -> into.put(name, id.toString());
                default -> into.put(name, value);
            }
            return this;
        }

        EventContent done() {
            return new EventContent(this);
        }
    }
}
