package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What happened to one execution. These events are numbered without a gap, from its acceptance to its end. */
public sealed interface ExecutionEvent extends AuditEvent {
    /** The execution whose record the event belongs to. */
    ExecutionId execution();

    /**
     * A request was allowed and is now an execution.
     *
     * @param keyDigest hex SHA-256 of the idempotency key, where one was given
     */
    record ExecutionAccepted(
            ExecutionId execution,
            Actor actor,
            DecisionReference decision,
            JobPin job,
            Map<String, Object> inputs,
            Map<String, Object> launch,
            Optional<String> keyDigest)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_ACCEPTED)
                    .execution(execution)
                    .actor(actor)
                    .decision(decision)
                    .job(job)
                    .fact("key", keyDigest)
                    .field("inputs", inputs)
                    .field("launch", launch)
                    .done();
        }
    }

    /**
     * It waits for people.
     *
     * @param actor who asks for it; absent where policy wanted approval only at the start
     * @param approval its id
     * @param digest hex SHA-256 of all that is to be approved
     * @param seconds how long it waits
     */
    record ApprovalRequested(
            ExecutionId execution,
            Optional<Actor> actor,
            DecisionReference decision,
            JobPin job,
            UUID approval,
            String digest,
            long seconds)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.APPROVAL_REQUESTED)
                    .execution(execution)
                    .actor(actor)
                    .decision(decision)
                    .job(job)
                    .fact("approval", approval)
                    .fact("digest", digest)
                    .fact("seconds", seconds)
                    .done();
        }
    }

    /** Somebody who was asked said yes or no. */
    record ApprovalVoted(
            ExecutionId execution,
            Actor actor,
            DecisionReference decision,
            UUID approval,
            String digest,
            Vote vote,
            String comment)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.APPROVAL_VOTED)
                    .execution(execution)
                    .actor(actor)
                    .decision(decision)
                    .fact("approval", approval)
                    .fact("digest", digest)
                    .fact("vote", vote.code())
                    .field("comment", comment)
                    .done();
        }

        /** What was said. */
        public enum Vote {
            APPROVE("approve"),
            REJECT("reject");

            private final String code;

            Vote(String code) {
                this.code = code;
            }

            /** As it stands in rows, answers and events. */
            public String code() {
                return code;
            }
        }
    }

    /** Everybody who has to has approved it: it may be queued. */
    record ApprovalGranted(ExecutionId execution, JobPin job, UUID approval, String digest, List<UUID> approvers)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.APPROVAL_GRANTED)
                    .execution(execution)
                    .job(job)
                    .fact("approval", approval)
                    .fact("digest", digest)
                    .fact("approvers", approvers.stream().map(UUID::toString).toList())
                    .done();
        }
    }

    /** What somebody said counts no more, because that one's access ended before the execution began. */
    record ApprovalVoteVoided(ExecutionId execution, UUID causedBy, UUID approval, UUID voter, UUID accessEnd)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.APPROVAL_VOTE_VOIDED)
                    .execution(execution)
                    .actor(causedBy)
                    .fact("approval", approval)
                    .fact("voter", voter)
                    .fact("access_end", accessEnd)
                    .done();
        }
    }

    /** Secrets are about to be resolved for a start: the intent, durable before a store is asked. */
    record ExecutionResolving(
            ExecutionId execution,
            DecisionReference decision,
            JobPin job,
            UUID worker,
            long fence,
            List<String> secrets)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_RESOLVING)
                    .execution(execution)
                    .actor(worker)
                    .decision(decision)
                    .job(job)
                    .fact("worker", worker)
                    .fact("fence", fence)
                    .field("secrets", secrets)
                    .done();
        }
    }

    /**
     * A worker was given the launch; policy allowed it again with live facts.
     *
     * @param secrets what the envelope holds: for each the place, the version and the lease, and nothing of a value
     */
    record ExecutionStarted(
            ExecutionId execution,
            DecisionReference decision,
            JobPin job,
            UUID worker,
            UUID session,
            long fence,
            int attempt,
            String isolation,
            List<String> secrets)
            implements ExecutionEvent {
        public ExecutionStarted {
            secrets = List.copyOf(secrets);
        }

        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_STARTED)
                    .execution(execution)
                    .actor(worker)
                    .decision(decision)
                    .job(job)
                    .fact("worker", worker)
                    .fact("session", session)
                    .fact("fence", fence)
                    .fact("attempt", attempt)
                    .fact("isolation", isolation)
                    .field("secrets", secrets)
                    .done();
        }
    }

    /**
     * Its worker was given a token by which it shows others who it is.
     *
     * @param token its {@code jti}
     * @param seconds how long it is good
     * @param audience whom it is for
     */
    record ExecutionIdentified(
            ExecutionId execution, UUID worker, long fence, int attempt, UUID token, long seconds, String audience)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_IDENTIFIED)
                    .execution(execution)
                    .actor(worker)
                    .fact("worker", worker)
                    .fact("fence", fence)
                    .fact("attempt", attempt)
                    .fact("token", token)
                    .fact("seconds", seconds)
                    .field("audience", audience)
                    .done();
        }
    }

    /**
     * A claim came back to the queue without a start.
     *
     * @param reason a snake_case code, such as {@code lease_expired}, {@code policy_unavailable}
     */
    record ExecutionReturned(ExecutionId execution, Optional<UUID> worker, long fence, String reason)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_RETURNED)
                    .execution(execution)
                    .actor(worker.map(Actor::of))
                    .fact("worker", worker)
                    .fact("fence", fence)
                    .fact("reason", reason)
                    .done();
        }
    }

    /**
     * An attempt ended without success, and another one is about to follow.
     *
     * @param worker that reported the end; absent where its session was lost
     * @param reason a snake_case code, such as {@code exit_code}, {@code timed_out}, {@code session_lost}
     * @param logDigest hex SHA-256 over the attempt's log, as the worker reported it
     */
    record ExecutionRetrying(
            ExecutionId execution,
            Optional<UUID> worker,
            JobPin job,
            int attempt,
            long fence,
            String reason,
            Optional<Integer> exitCode,
            long logChunks,
            Optional<String> logDigest)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_RETRYING)
                    .execution(execution)
                    .actor(worker.map(Actor::of))
                    .job(job)
                    .fact("attempt", attempt)
                    .fact("fence", fence)
                    .fact("reason", reason)
                    .fact("exit", exitCode)
                    .fact("chunks", logChunks)
                    .fact("log", logDigest)
                    .done();
        }
    }

    /**
     * Somebody asked for a stop; the execution's state says when it took effect.
     *
     * @param accessEnd the end of access that it belongs to
     * @param killSwitch the kill switch that it belongs to
     */
    record StopRequested(
            ExecutionId execution,
            Actor actor,
            Optional<DecisionReference> decision,
            Kind kind,
            String reason,
            Optional<UUID> accessEnd,
            Optional<UUID> killSwitch)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_STOP_REQUESTED)
                    .execution(execution)
                    .actor(actor)
                    .decision(decision)
                    .fact("kind", kind.code)
                    .fact("access_end", accessEnd)
                    .fact("kill_switch", killSwitch)
                    .field("reason", reason)
                    .done();
        }

        /** Who stops: a person, or governance. */
        public enum Kind {
            CANCEL("cancel"),
            REVOKE("revoke");

            private final String code;

            Kind(String code) {
                this.code = code;
            }
        }
    }

    /**
     * The one terminal event; its {@code n} is the number of the execution's events.
     *
     * @param actor the worker that reported it, or whoever ended it without one
     * @param decision where a decision ended it
     * @param error a snake_case code; absent for a success
     * @param secret that it failed for, by its full name
     * @param confirmed false where a worker that was told to stop was lost before it confirmed
     * @param open secret leases still to revoke
     * @param logDigest hex SHA-256 over the log, as the worker reported it
     */
    record ExecutionEnded(
            ExecutionId execution,
            Ending ending,
            Optional<UUID> actor,
            Optional<DecisionReference> decision,
            JobPin job,
            long fence,
            int attempt,
            Optional<String> error,
            Optional<String> secret,
            Optional<Integer> exitCode,
            boolean confirmed,
            int open,
            long logChunks,
            Optional<String> logDigest,
            Map<String, Object> outputs)
            implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(ending.code)
                    .execution(execution)
                    .actor(actor.map(Actor::of))
                    .decision(decision)
                    .job(job)
                    .fact("fence", fence)
                    .fact("attempt", attempt)
                    .fact("error", error)
                    .fact("secret", secret)
                    .fact("exit", exitCode)
                    .fact("confirmed", confirmed)
                    .fact("open", open)
                    .fact("chunks", logChunks)
                    .fact("log", logDigest)
                    .field("outputs", outputs)
                    .done();
        }
    }

    /** After its end: nothing that was issued for it is left to revoke, and of so much a person has said so. */
    record ExecutionSettled(ExecutionId execution, long givenUp) implements ExecutionEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.EXECUTION_SETTLED)
                    .execution(execution)
                    .fact("givenUp", givenUp)
                    .done();
        }
    }

    /** How an execution ended. */
    enum Ending {
        SUCCEEDED(EventCode.EXECUTION_SUCCEEDED),
        FAILED(EventCode.EXECUTION_FAILED),
        TIMED_OUT(EventCode.EXECUTION_TIMED_OUT),
        CANCELLED(EventCode.EXECUTION_CANCELLED),
        REJECTED(EventCode.EXECUTION_REJECTED),
        REVOKED(EventCode.EXECUTION_REVOKED),
        LOST(EventCode.EXECUTION_LOST);

        private final EventCode code;

        Ending(EventCode code) {
            this.code = code;
        }
    }
}
