-- The keys that the master key consists of. What one of them wrapped begins with its id; only what the first one wrapped does
-- not, for there was no other then, and gateways of the version before go on reading it.
CREATE TABLE master_key (
    id              text PRIMARY KEY,               -- made of the key by a one-way function
    named           boolean NOT NULL DEFAULT true,  -- whether what it wrapped names it
    wrapped         text,                           -- the key, wrapped by the operator's Vault; absent for one of the file
    added_at        timestamptz NOT NULL DEFAULT now(),
    promoted_at     timestamptz,                    -- the one that was promoted last wraps
    finished_at     timestamptz                     -- since it was promoted: when it had wrapped every row
);
CREATE UNIQUE INDEX master_key_nameless ON master_key (named) WHERE NOT named;

-- Which gateway can open what: a key wraps only once all of them know it.
CREATE TABLE master_key_holder (
    gateway         uuid NOT NULL,                  -- another one at each start
    key_id          text NOT NULL,
    seen_at         timestamptz NOT NULL,
    PRIMARY KEY (gateway, key_id)
);

-- Which values another key wrapped is asked every few seconds.
CREATE INDEX secret_value_by_master_key ON secret_value (substring(sealed FROM 1 FOR 16));

REVOKE ALL ON master_key, master_key_holder FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON master_key TO ${appRole};
GRANT SELECT, INSERT, UPDATE, DELETE ON master_key_holder TO ${appRole};
