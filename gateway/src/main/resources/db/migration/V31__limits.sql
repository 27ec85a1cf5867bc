-- What namespaces limit (docs/limits.md). Rates are counted in the memory of each gateway and are not here.

-- The namespaces of a tenant that declare limits, however many others there are.
CREATE INDEX resource_limited ON resource (tenant) WHERE kind = 'namespace' AND spec -> 'limits' IS NOT NULL;

-- How many executions were accepted in a window, for each of what a quota counts apart. A row belongs to its window and is
-- of no use after it.
CREATE TABLE quota_use (
    tenant          text NOT NULL,
    namespace       text NOT NULL,                  -- that declares the quota
    per             text NOT NULL,                  -- tenant | namespace | job | subject
    key             text NOT NULL,                  -- the job's full name or the subject's id; empty where all count together
    seconds         bigint NOT NULL,                -- how long the window is
    ends_at         timestamptz NOT NULL,
    used            bigint NOT NULL,
    PRIMARY KEY (tenant, namespace, per, key, seconds, ends_at)
);
CREATE INDEX quota_use_ended ON quota_use (ends_at);

-- What namespaces declare of concurrency, written with them. Whoever claims holds the table in a mode that whoever
-- changes it waits for.
CREATE TABLE concurrency_limit (
    tenant          text NOT NULL REFERENCES tenant (name),
    namespace       text NOT NULL,
    per             text NOT NULL,
    running         integer NOT NULL CHECK (running > 0),
    when_full       text NOT NULL CHECK (when_full IN ('queue', 'reject')),
    PRIMARY KEY (tenant, namespace, per)
);

-- How many slots are taken, for each of what such a limit counts apart: as many as there are rows in concurrency_slot.
-- Its lock is held by whoever takes or frees a slot, or moves what waits for one.
CREATE TABLE concurrency_use (
    tenant          text NOT NULL,
    namespace       text NOT NULL,
    per             text NOT NULL,
    key             text NOT NULL,
    used            integer NOT NULL CHECK (used >= 0),
    PRIMARY KEY (tenant, namespace, per, key)
);

CREATE TABLE concurrency_slot (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    namespace       text NOT NULL,
    per             text NOT NULL,
    key             text NOT NULL,
    at_acceptance   boolean NOT NULL,               -- taken by the acceptance, and kept until the end
    PRIMARY KEY (tenant, execution_id, namespace, per)
);

-- Queued executions that no worker is offered, because a limit has no slot for them: this one.
CREATE TABLE queue_blocked (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    worker_group    text NOT NULL,
    priority        smallint NOT NULL,
    accepted_at     timestamptz NOT NULL,
    namespace       text NOT NULL,
    per             text NOT NULL,
    key             text NOT NULL,
    PRIMARY KEY (tenant, execution_id)
);
CREATE INDEX queue_blocked_order ON queue_blocked (tenant, namespace, per, key, priority DESC, accepted_at, execution_id);
CREATE INDEX queue_blocked_by_group ON queue_blocked (tenant, worker_group);

-- Whether a claim may have taken slots for it; what is queued may have some without.
ALTER TABLE execution ADD COLUMN slotted boolean NOT NULL DEFAULT false;

REVOKE ALL ON quota_use, concurrency_limit, concurrency_use, concurrency_slot, queue_blocked FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON quota_use, concurrency_limit, concurrency_use, concurrency_slot, queue_blocked
    TO ${appRole};
