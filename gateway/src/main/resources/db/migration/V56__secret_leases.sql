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
    leases          text[] NOT NULL DEFAULT '{}',   -- those that live on only while they are renewed
    ttl_ms          bigint,                         -- for how long each time; absent where none is renewed
    expires_at      timestamptz NOT NULL,           -- when the store ends all of it, whatever is renewed
    due_at          timestamptz,                    -- when it is next renewed or revoked; absent where neither is to be done
    tries           integer NOT NULL DEFAULT 0,     -- of revoking it
    reason          text,                           -- why the last call of the store failed
    created_at      timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    PRIMARY KEY (tenant, id),
    CHECK ((ended_at IS NULL) = (state IN ('issuing', 'issued', 'revoking')))
);
-- What is to be done next, and what is open of an execution: both hold only what has not ended.
CREATE INDEX secret_lease_due ON secret_lease (state, due_at) WHERE state IN ('issued', 'revoking');
CREATE INDEX secret_lease_by_execution ON secret_lease (tenant, execution_id) WHERE ended_at IS NULL;
-- What is open of a store: who may delete it is asked, and people look.
CREATE INDEX secret_lease_by_store ON secret_lease (tenant, store, id) WHERE ended_at IS NULL;

GRANT SELECT, INSERT ON secret_lease TO ${appRole};
GRANT UPDATE (state, leases, ttl_ms, due_at, tries, reason, ended_at) ON secret_lease TO ${appRole};
