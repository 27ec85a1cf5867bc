package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Who was kept out, and who read the log or asked what others may. */
public sealed interface AccessEvent extends AuditEvent {

    /**
     * A request for an execution was denied, so there is none.
     *
     * @param job absent where the denial came before the job was looked up
     * @param reasons snake_case codes
     */
    record ExecutionDenied(
            Actor actor,
            DecisionReference decision,
            String jobName,
            Optional<JobPin> job,
            List<String> reasons,
            Map<String, Object> inputs,
            Map<String, Object> launch)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_DENIED)
                    .actor(actor)
                    .decision(decision)
                    .field("job", jobName)
                    .job(job)
                    .fact("reasons", reasons)
                    .field("inputs", inputs)
                    .field("launch", launch)
                    .done();
        }
    }

    /**
     * A limit had no room for an execution that policy allowed, so there is none.
     *
     * @param reason the limit's kind, as a snake_case code
     * @param per what the limit counts apart
     * @param namespace that declares it
     */
    record ExecutionLimited(Actor actor, JobPin job, String reason, String per, String namespace)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_LIMITED)
                    .actor(actor)
                    .job(job)
                    .fact("reason", reason)
                    .fact("per", per)
                    .field("namespace", namespace)
                    .done();
        }
    }

    /**
     * A rate had no room for requests to start something, counted over ten seconds.
     *
     * @param subject whose they were; absent for those of all other subjects, where there were too many
     * @param reason the limit's kind, as a snake_case code
     * @param per what the limit counts apart
     * @param namespace that declares it
     */
    record RequestsLimited(Optional<UUID> subject, String reason, String per, String namespace, long count)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.REQUESTS_LIMITED)
                    .actor(subject.map(Actor::of))
                    .fact("reason", reason)
                    .fact("per", per)
                    .fact("count", count)
                    .field("namespace", namespace)
                    .done();
        }
    }

    /**
     * Any other act of an authenticated subject was denied.
     *
     * @param permission {@code resource:action}
     * @param object what it was to be done to, by name
     * @param reasons snake_case codes
     */
    record AccessDenied(Actor actor, DecisionReference decision, String permission, String object, List<String> reasons)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ACCESS_DENIED)
                    .actor(actor)
                    .decision(decision)
                    .fact("permission", permission)
                    .fact("reasons", reasons)
                    .field("object", object)
                    .done();
        }
    }

    /**
     * Somebody's access ends: from here on nothing begins that it allowed, and what was begun is ended.
     *
     * @param actor who ends it: a subject, or the SCIM client that said so
     * @param decision where policy was asked for it
     * @param reason a snake_case code
     * @param extent {@code everything}, {@code denied} or {@code token}
     */
    record AccessEnding(
            Actor actor, Optional<DecisionReference> decision, UUID end, UUID subject, String reason, String extent)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ACCESS_ENDING)
                    .actor(actor)
                    .decision(decision)
                    .resource("accessend/" + end + "@1")
                    .fact("subject", subject)
                    .fact("reason", reason)
                    .fact("extent", extent)
                    .done();
        }
    }

    /**
     * All that an end of access had to end is ended.
     *
     * @param ended how many of what
     */
    record AccessEnded(UUID end, UUID subject, String reason, String extent, Map<String, Long> ended)
            implements AccessEvent {
        public AccessEnded {
            ended = Map.copyOf(ended);
        }

        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ACCESS_ENDED)
                    .resource("accessend/" + end + "@1")
                    .fact("subject", subject)
                    .fact("reason", reason)
                    .fact("extent", extent)
                    .fact("ended", ended)
                    .done();
        }
    }

    /** Requests of one address prefix failed to authenticate for one reason, counted over ten seconds. */
    record AuthenticationFailed(String reason, String addressPrefix, long count) implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.AUTHENTICATION_FAILED)
                    .fact("reason", reason)
                    .fact("count", count)
                    .field("address", addressPrefix)
                    .done();
        }
    }

    /**
     * An envelope was asked for again after its receipt had been acknowledged, or by another session, or its worker could not
     * open it: an incident.
     *
     * @param reason {@code acknowledged}, {@code other_session} or {@code not_opened}
     */
    record EnvelopeRefused(ExecutionId execution, UUID worker, UUID session, long fence, String reason)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ENVELOPE_REFUSED)
                    .actor(worker)
                    .resource("execution/" + execution)
                    .fact("session", session)
                    .fact("fence", fence)
                    .fact("reason", reason)
                    .done();
        }
    }

    /**
     * Somebody asked what others may, or why something was decided about them.
     *
     * @param what {@code can_i}, {@code who_can}, {@code decision} or {@code evaluation}
     */
    record PolicyAsked(Actor actor, DecisionReference decision, String what) implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.POLICY_ASKED)
                    .actor(actor)
                    .decision(decision)
                    .fact("what", what)
                    .done();
        }
    }

    /**
     * Somebody is about to ask other rules what was asked in a period, which says something of what was asked.
     *
     * @param namespace in which and below which it was asked
     * @param candidate the fingerprint of the other rules
     */
    record PolicyReplayed(
            Actor actor, DecisionReference decision, String namespace, Instant from, Instant to, String candidate)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.POLICY_REPLAYED)
                    .actor(actor)
                    .decision(decision)
                    .fact("from", from.toString())
                    .fact("to", to.toString())
                    .fact("candidate", candidate)
                    .field("namespace", namespace)
                    .done();
        }
    }

    /**
     * Somebody read the log.
     *
     * @param what {@code events} or {@code entries}
     * @param first index of the first leaf, or 0
     * @param count how many records the answer held
     */
    record LogRead(Actor actor, DecisionReference decision, String what, long first, long count)
            implements AccessEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.LOG_EXPORTED)
                    .actor(actor)
                    .decision(decision)
                    .fact("what", what)
                    .fact("first", first)
                    .fact("count", count)
                    .done();
        }
    }
}
