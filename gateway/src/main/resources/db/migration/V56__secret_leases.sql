-- What dynamic secrets were issued under, and what revokes them: there before anything is issued, until it is revoked or a
-- person gives it up. The accessor is no secret: it issues nothing. Of an execution that is gone, what is left is revoked too.
CREATE TABLE secret_lease (
    tenant          text NOT NULL,
    id              uuid NOT NULL DEFAULT gen_random_uuid(),
    execution_id    uuid NOT NULL,
    fence           bigint NOT NULL,
    store           text NOT NULL,
    server          text NOT NULL,                  -- of the store when it was opened: another one does not know the accessor
    accessor        text NOT NULL,
    state           text NOT NULL DEFAULT 'issuing'
                    CHECK (state IN ('issuing', 'issued', 'revoking', 'revoked', 'given_up')),
    leases          text[] NOT NULL DEFAULT '{}',   -- all that were issued
    renewed         text[] NOT NULL DEFAULT '{}',   -- those of them that live on only while they are renewed
    ttl_ms          bigint,                         -- for how long each time; absent where none is renewed
    expires_at      timestamptz NOT NULL,           -- when the store ends all of it, whatever is renewed
    due_at          timestamptz,                    -- when it is next renewed or revoked; absent where neither is to be done
    tries           integer NOT NULL DEFAULT 0,     -- of revoking it
    reason          text,                           -- why the last call of the store failed
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    PRIMARY KEY (tenant, id),
    CHECK ((ended_at IS NULL) = (state IN ('issuing', 'issued', 'revoking'))),
    CHECK (ended_at IS NULL OR due_at IS NULL)
);
-- Ended rows are many and in none of these: what is to be done next, what is open of an execution, of a store, and in all.
CREATE INDEX secret_lease_due ON secret_lease (state, tenant, store, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX secret_lease_by_execution ON secret_lease (tenant, execution_id) WHERE ended_at IS NULL;
CREATE INDEX secret_lease_by_store ON secret_lease (tenant, store) WHERE ended_at IS NULL;
CREATE INDEX secret_lease_open ON secret_lease (tenant, id) WHERE ended_at IS NULL;
CREATE INDEX secret_lease_given_up ON secret_lease (tenant, execution_id) WHERE state = 'given_up';

GRANT SELECT, INSERT ON secret_lease TO ${appRole};
GRANT UPDATE (state, leases, renewed, ttl_ms, due_at, tries, reason, ended_at) ON secret_lease TO ${appRole};
