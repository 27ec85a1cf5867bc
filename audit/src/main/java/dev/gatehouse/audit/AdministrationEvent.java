package dev.gatehouse.audit;

import dev.gatehouse.observability.ExecutionId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What changed in the tenant's rules, credentials, workers and keys. */
public sealed interface AdministrationEvent extends AuditEvent {

    /**
     * A declared resource was created or changed.
     *
     * @param actor absent, like the decision, where the installation did it by itself, as the first binding of a tenant
     * @param digest hex SHA-256 of JCS(spec)
     * @param change {@code created} or {@code updated}
     * @param name {@code namespace/name}, or the name of a tenant-scoped resource
     */
    record ResourceApplied(
            Optional<Actor> actor,
            Optional<DecisionReference> decision,
            String kind,
            UUID id,
            long revision,
            String digest,
            String change,
            String name)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.RESOURCE_APPLIED)
                    .actor(actor)
                    .decision(decision)
                    .resource(kind + "/" + id + "@" + revision)
                    .fact("digest", digest)
                    .fact("change", change)
                    .field("name", name)
                    .done();
        }
    }

    /** A resource takes nothing new from here on, and is deleted when the executions that need it have ended. */
    record ResourceDraining(Actor actor, DecisionReference decision, String kind, UUID id, long revision, String name)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.RESOURCE_DRAINING)
                    .actor(actor)
                    .decision(decision)
                    .resource(kind + "/" + id + "@" + revision)
                    .field("name", name)
                    .done();
        }
    }

    /**
     * A declared resource was deleted; its id is never used again.
     *
     * @param actor who asked for it
     * @param decision absent where the resource drained: the event that it drains has it
     * @param revision the last one
     */
    record ResourceDeleted(
            Actor actor, Optional<DecisionReference> decision, String kind, UUID id, long revision, String name)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.RESOURCE_DELETED)
                    .actor(actor)
                    .decision(decision)
                    .resource(kind + "/" + id + "@" + revision)
                    .field("name", name)
                    .done();
        }
    }

    /** A secret got a new value; the value is nowhere in the event. */
    record SecretWritten(Actor actor, DecisionReference decision, UUID secret, String name, long version)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SECRET_WRITTEN)
                    .actor(actor)
                    .decision(decision)
                    .resource("secret/" + secret + "@" + version)
                    .field("name", name)
                    .done();
        }
    }

    /**
     * What was issued for a run is not revoked any more.
     *
     * @param failure why its last revocation failed, one snake_case word
     * @param reason for people
     */
    record SecretLeaseAbandoned(
            Actor actor,
            DecisionReference decision,
            UUID lease,
            ExecutionId execution,
            String store,
            String failure,
            String reason)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SECRET_LEASE_ABANDONED)
                    .actor(actor)
                    .decision(decision)
                    .resource("secretlease/" + lease)
                    .fact("execution", execution.value())
                    .fact("failure", failure)
                    .field("store", store)
                    .field("reason", reason)
                    .done();
        }
    }

    /**
     * An API token was made.
     *
     * @param actor absent, like the decision, for the first token of a tenant
     * @param permissions of its scope; none where it has no scope
     * @param namespace of its scope; empty where it has no scope
     */
    record TokenCreated(
            Optional<Actor> actor,
            Optional<DecisionReference> decision,
            UUID token,
            UUID subject,
            String subjectName,
            Instant expiresAt,
            List<String> permissions,
            String namespace)
            implements AdministrationEvent {
        public TokenCreated {
            permissions = List.copyOf(permissions);
        }

        @Override
        public EventContent content() {
            return EventContent.of(EventCode.TOKEN_CREATED)
                    .actor(actor)
                    .decision(decision)
                    .resource("token/" + token + "@1")
                    .fact("subject", subject)
                    .fact("expires", expiresAt.toEpochMilli())
                    .fact("permissions", permissions)
                    .field("subject", subjectName)
                    .field("namespace", namespace)
                    .done();
        }
    }

    /** Whoever runs the installation gave the tenant a new owner from the gateway's machine; nobody of the tenant asked. */
    record OwnerRecovered(UUID subject, String name) implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.OWNER_RECOVERED)
                    .fact("subject", subject)
                    .field("name", name)
                    .done();
        }
    }

    /**
     * A declared role has another name, for its own has become that of a built-in role; nobody asked. What gives the role was
     * changed before, each by an event of its own.
     */
    record RoleRenamed(UUID role, long revision, String before, String name) implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.ROLE_RENAMED)
                    .resource("role/" + role + "@" + revision)
                    .field("before", before)
                    .field("name", name)
                    .done();
        }
    }

    /**
     * A token got a successor of the same access, beside which it lives on for a while.
     *
     * @param successor the new token
     * @param endsAt when the old one ends
     * @param expiresAt when the new one ends
     */
    record TokenRotated(
            Actor actor,
            DecisionReference decision,
            UUID token,
            UUID successor,
            UUID subject,
            Instant endsAt,
            Instant expiresAt)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.TOKEN_ROTATED)
                    .actor(actor)
                    .decision(decision)
                    .resource("token/" + token + "@1")
                    .fact("successor", successor)
                    .fact("subject", subject)
                    .fact("ends", endsAt.toEpochMilli())
                    .fact("expires", expiresAt.toEpochMilli())
                    .done();
        }
    }

    /**
     * A token was ended before its time.
     *
     * @param decision absent where the end of its subject's access ended it: the event of that has it
     */
    record TokenRevoked(Actor actor, Optional<DecisionReference> decision, UUID token, UUID subject)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.TOKEN_REVOKED)
                    .actor(actor)
                    .decision(decision)
                    .resource("token/" + token + "@1")
                    .fact("subject", subject)
                    .done();
        }
    }

    /** A token with which one worker may register was made. */
    record JoinTokenCreated(Actor actor, DecisionReference decision, UUID token, String workerGroup, Instant expiresAt)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.JOIN_TOKEN_CREATED)
                    .actor(actor)
                    .decision(decision)
                    .resource("jointoken/" + token + "@1")
                    .fact("expires", expiresAt.toEpochMilli())
                    .field("worker_group", workerGroup)
                    .done();
        }
    }

    /**
     * A worker registered and got a session.
     *
     * @param joinToken absent when its identity key was known before
     * @param identityDigest hex SHA-256 of its raw identity key
     */
    record WorkerRegistered(
            UUID worker,
            Optional<UUID> joinToken,
            UUID session,
            String workerGroup,
            String name,
            String identityDigest,
            String isolation)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.WORKER_REGISTERED)
                    .actor(new Actor(worker, name))
                    .fact("worker", worker)
                    .fact("join_token", joinToken)
                    .fact("session", session)
                    .fact("identity", identityDigest)
                    .fact("isolation", isolation)
                    .field("worker_group", workerGroup)
                    .done();
        }
    }

    /** Somebody wants a worker to take nothing new, to finish what it runs, and to end. */
    record WorkerDrainRequested(Actor actor, DecisionReference decision, UUID worker, UUID session)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.WORKER_DRAIN_REQUESTED)
                    .actor(actor)
                    .decision(decision)
                    .fact("worker", worker)
                    .fact("session", session)
                    .done();
        }
    }

    /**
     * A worker's identity is worth nothing any more, for ever.
     *
     * @param decision absent where its group drained and went: the event that it drains has it
     */
    record WorkerRevoked(Actor actor, Optional<DecisionReference> decision, UUID worker, String name)
            implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.WORKER_REVOKED)
                    .actor(actor)
                    .decision(decision)
                    .fact("worker", worker)
                    .field("name", name)
                    .done();
        }
    }

    /** A worker's session ended; what it ran is lost or goes back. */
    record SessionEnded(UUID worker, UUID session, String reason) implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.SESSION_ENDED)
                    .fact("worker", worker)
                    .fact("session", session)
                    .fact("reason", reason)
                    .done();
        }
    }

    /**
     * A key signs the log from here on.
     *
     * @param publicKeyDigest hex SHA-256 of the raw public key
     */
    record LogKeyAnnounced(UUID key, String publicKeyDigest) implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.LOG_KEY_ANNOUNCED)
                    .fact("key", key)
                    .fact("digest", publicKeyDigest)
                    .done();
        }
    }

    /**
     * Records that had been kept for long enough were deleted.
     *
     * @param kind {@code logs}, {@code executions}, {@code questions} or {@code event_details}
     * @param keptSeconds for how long the installation keeps them
     */
    record RecordsDeleted(String kind, long count, long keptSeconds) implements AdministrationEvent {
        @Override
        public EventContent content() {
            return EventContent.of(EventCode.RECORDS_DELETED)
                    .fact("kind", kind)
                    .fact("count", count)
                    .fact("kept_seconds", keptSeconds)
                    .done();
        }
    }
}
