-- The whole schema of one installation. Tenant is the first column of every key.
-- Migrations run as the owner role; the gateway logs in as ${appRole}, which can neither change nor delete what
-- proves something: events, leaves, tree nodes and questions (see the grants at the end).

CREATE TABLE installation (
    only_one        boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    created_at      timestamptz NOT NULL DEFAULT now()
);
INSERT INTO installation DEFAULT VALUES;

-- Keys of the installation, wrapped by the master key.
CREATE TABLE installation_key (
    purpose         text NOT NULL,                  -- log
    id              uuid NOT NULL,
    wrapped         bytea NOT NULL,
    public_key      bytea NOT NULL,                 -- raw
    created_at      timestamptz NOT NULL DEFAULT now(),
    retired_at      timestamptz,
    PRIMARY KEY (purpose, id)
);

CREATE TABLE tenant (
    name            text PRIMARY KEY CHECK (name ~ '^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$'),
    id              uuid NOT NULL UNIQUE,
    revision        bigint NOT NULL DEFAULT 1,      -- raised by every change of its policy
    created_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE subject (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('user', 'service_account', 'worker')),
    name            text NOT NULL,
    active          boolean NOT NULL DEFAULT true,
    epoch           bigint NOT NULL DEFAULT 1,      -- raised when access shrinks or ends
    version         bigint NOT NULL DEFAULT 1,      -- raised by every identity change
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, kind, name)
);

CREATE TABLE api_token (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    subject_id      uuid NOT NULL,
    hash            bytea NOT NULL UNIQUE,          -- SHA-256 of the whole token
    hint            text NOT NULL,                  -- type prefix and last four characters, for display
    expires_at      timestamptz NOT NULL,
    created_by      uuid,                           -- absent for the first token of a tenant
    created_at      timestamptz NOT NULL DEFAULT now(),
    revoked_at      timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);

-- Declared resources: the current version, and every version there was.
CREATE TABLE resource (
    tenant          text NOT NULL REFERENCES tenant (name),
    kind            text NOT NULL,
    namespace       text NOT NULL,                  -- 'root' for tenant-scoped kinds
    name            text NOT NULL,
    id              uuid NOT NULL,
    revision        bigint NOT NULL,
    spec            jsonb NOT NULL,
    digest          text NOT NULL,                  -- lower-case hex SHA-256 of JCS(spec)
    author          uuid NOT NULL,
    changed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, kind, namespace, name),
    UNIQUE (tenant, id)
);

CREATE TABLE resource_revision (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    revision        bigint NOT NULL,
    spec            jsonb NOT NULL,
    digest          text NOT NULL,
    author          uuid NOT NULL,
    changed_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, id, revision)
);

-- Values of the embedded secret store, sealed by the master key.
CREATE TABLE secret_value (
    tenant          text NOT NULL,
    namespace       text NOT NULL,
    name            text NOT NULL,
    version         bigint NOT NULL,
    sealed          bytea NOT NULL,
    written_by      uuid NOT NULL,
    written_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, namespace, name, version)
);

-- What policy was asked, for allowed and denied acts alike. The id is the decision's.
CREATE TABLE question (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    act             text NOT NULL,                  -- permission, e.g. execution:create
    outcome         text NOT NULL CHECK (outcome IN ('allow', 'deny', 'approval_required')),
    complete        boolean NOT NULL,               -- false: denied before inputs were known; replay marks it partial
    subject_id      uuid NOT NULL,
    tenant_revision bigint NOT NULL,
    body            jsonb NOT NULL,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE execution (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    job_namespace   text NOT NULL,
    job_name        text NOT NULL,
    job_id          uuid NOT NULL,
    job_revision    bigint NOT NULL,
    job_digest      text NOT NULL,
    subject_id      uuid NOT NULL,                  -- who started it
    decision_id     uuid NOT NULL,                  -- the recorded question
    state           text NOT NULL,
    worker_group    text NOT NULL,
    inputs          jsonb NOT NULL,
    launch          jsonb NOT NULL,
    priority        smallint NOT NULL DEFAULT 0,    -- of the launch, else of the job
    timeout_ms      bigint NOT NULL,
    traceparent     text,
    accepted_at     timestamptz NOT NULL DEFAULT now(),
    state_at        timestamptz NOT NULL DEFAULT now(),
    started_at      timestamptz,
    ended_at        timestamptz,
    events          integer NOT NULL DEFAULT 0,     -- n of its latest event, raised under the row lock
    attempt         integer NOT NULL DEFAULT 0,
    fence           bigint NOT NULL DEFAULT 0,
    deliveries      integer NOT NULL DEFAULT 0,     -- silent ones: claimed and never started
    delays          integer NOT NULL DEFAULT 0,     -- returns because policy or a store was unavailable
    session_id      uuid,                           -- the lease holder's
    leased_at       timestamptz,
    missed          integer NOT NULL DEFAULT 0,     -- renewals in a row that did not name it
    missed_at       timestamptz,                    -- when the last of them counted
    stop            text CHECK (stop IN ('cancel', 'revoke')),
    stop_by         uuid,
    stop_reason     text,
    stop_at         timestamptz,
    error           text,                           -- one code, of an end that is no success
    exit_code       integer,
    outputs         jsonb,
    isolation       text,
    log_bytes       bigint NOT NULL DEFAULT 0,      -- stored so far, over all attempts
    report_digest   bytea,                          -- of the report that ended it, for the same answer to a repeat
    PRIMARY KEY (tenant, id)
);
CREATE INDEX execution_by_time ON execution (tenant, accepted_at DESC, id DESC);
CREATE INDEX execution_live ON execution (session_id) WHERE state IN ('LEASED', 'RUNNING');
CREATE INDEX execution_unstarted ON execution (leased_at) WHERE state = 'LEASED';
CREATE INDEX execution_running ON execution (started_at) WHERE state = 'RUNNING';

-- Only what a worker may claim now or after not_before.
CREATE TABLE queue (
    tenant          text NOT NULL,
    worker_group    text NOT NULL,
    execution_id    uuid NOT NULL,
    priority        smallint NOT NULL DEFAULT 0,
    not_before      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, worker_group, execution_id)
);
CREATE INDEX queue_order ON queue (tenant, worker_group, priority DESC, not_before, execution_id);

CREATE TABLE idempotency_key (
    tenant          text NOT NULL,
    subject_id      uuid NOT NULL,
    key             text NOT NULL,
    fingerprint     bytea NOT NULL,                 -- SHA-256 over job and canonical raw body
    execution_id    uuid NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, subject_id, key)
);

CREATE TABLE join_token (
    tenant          text NOT NULL,
    id              uuid NOT NULL UNIQUE,           -- the token names itself before its tenant is known
    worker_group    text NOT NULL,
    wrapped         bytea NOT NULL,                 -- SHA-256 of the secret, wrapped by the master key
    created_by      uuid NOT NULL,
    expires_at      timestamptz NOT NULL,
    used_at         timestamptz,
    PRIMARY KEY (tenant, id)
);

CREATE TABLE worker (
    tenant          text NOT NULL,
    id              uuid NOT NULL,                  -- a subject of kind worker
    worker_group    text NOT NULL,
    identity_key    bytea NOT NULL UNIQUE,          -- Ed25519, raw
    counter         bigint NOT NULL,                -- of its latest registration
    registered_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, id) REFERENCES subject (tenant, id)
);

CREATE TABLE worker_session (
    tenant          text NOT NULL,
    id              uuid NOT NULL UNIQUE,
    worker_id       uuid NOT NULL,
    worker_group    text NOT NULL,
    session_key     bytea NOT NULL,                 -- X25519, raw
    counter         bigint NOT NULL,                -- of the latest renewal
    session_key_at  timestamptz NOT NULL DEFAULT now(),
    credential_hash bytea NOT NULL UNIQUE,
    credential_expires_at timestamptz NOT NULL,
    previous_hash   bytea UNIQUE,                   -- the credential before, good a little longer for requests under way
    previous_expires_at timestamptz,
    expires_at      timestamptz NOT NULL,
    ended_at        timestamptz,
    isolation       text NOT NULL,                  -- what its process jobs get: pid_namespace | none
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, worker_id) REFERENCES worker (tenant, id)
);
CREATE INDEX worker_session_live ON worker_session (expires_at) WHERE ended_at IS NULL;

-- What a start gave away, until its receipt is acknowledged.
CREATE TABLE envelope (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    fence           bigint NOT NULL,
    session_id      uuid NOT NULL,
    sealed          bytea,                          -- absent without secrets, and wiped once acknowledged
    acknowledged_at timestamptz,
    PRIMARY KEY (tenant, execution_id, fence)
);

CREATE TABLE log_chunk (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    attempt         integer NOT NULL,
    seq             bigint NOT NULL,
    stream          text NOT NULL CHECK (stream IN ('stdout', 'stderr', 'system')),
    bytes           bytea NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, execution_id, attempt, seq)
);

-- The audit log. An event's leaf is final when it is written here.
CREATE TABLE event (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    execution_id    uuid,
    n               integer NOT NULL,
    code            text NOT NULL,
    at              timestamptz NOT NULL,
    leaf            bytea NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX event_by_execution ON event (tenant, execution_id, n) WHERE execution_id IS NOT NULL;
CREATE INDEX event_by_time ON event (tenant, at, id);

-- Values behind the leaf's commitments: searchable, erasable.
CREATE TABLE event_detail (
    tenant          text NOT NULL,
    event_id        uuid NOT NULL,
    field           text NOT NULL,
    salt            bytea NOT NULL,
    value           text NOT NULL,                  -- JCS, the very bytes that were committed to
    PRIMARY KEY (tenant, event_id, field)
);

CREATE TABLE pending_leaf (
    tenant          text NOT NULL,
    event_id        uuid NOT NULL,
    execution_id    uuid,
    n               integer NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (tenant, event_id)
);

CREATE TABLE leaf (
    tenant          text NOT NULL,
    index           bigint NOT NULL,
    event_id        uuid NOT NULL,
    PRIMARY KEY (tenant, index),
    UNIQUE (tenant, event_id)
);

-- Level 0 holds leaf hashes; level l + 1 holds the root of each full tile of level l (256 hashes).
CREATE TABLE tree_node (
    tenant          text NOT NULL,
    level           smallint NOT NULL,
    index           bigint NOT NULL,
    hash            bytea NOT NULL,
    PRIMARY KEY (tenant, level, index)
);

CREATE TABLE checkpoint (
    tenant          text PRIMARY KEY,
    size            bigint NOT NULL,
    note            text NOT NULL,
    at              timestamptz NOT NULL DEFAULT now()
);

-- Leadership is a row with an expiry; there are no session locks.
CREATE TABLE leadership (
    task            text PRIMARY KEY,
    holder          uuid NOT NULL,
    expires_at      timestamptz NOT NULL
);

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO ${appRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${appRole};
REVOKE UPDATE, DELETE ON event, leaf, tree_node, question, resource_revision FROM ${appRole};
REVOKE INSERT, UPDATE, DELETE ON installation FROM ${appRole};
REVOKE DELETE ON checkpoint, installation_key, tenant, subject, execution FROM ${appRole};
