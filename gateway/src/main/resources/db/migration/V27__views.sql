-- What administrators look for, found by index however many people there are.
CREATE INDEX subject_by_name ON subject (tenant, kind, (lower(name) COLLATE "C"), id);

-- What SCIM clients do, written in batches: a client's requests, and its last failures without what it wrote.
CREATE TABLE scim_activity (
    tenant          text NOT NULL,
    client_id       uuid NOT NULL,
    since           timestamptz NOT NULL DEFAULT now(),
    requests        bigint NOT NULL,
    errors          bigint NOT NULL,
    last_at         timestamptz NOT NULL,
    last_good_at    timestamptz,
    users_active    bigint,
    users_inactive  bigint,
    users_deleted   bigint,
    groups          bigint,
    memberships     bigint,
    counted_at      timestamptz,
    PRIMARY KEY (tenant, client_id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);

CREATE TABLE scim_error (
    tenant          text NOT NULL,
    client_id       uuid NOT NULL,
    id              uuid NOT NULL,
    at              timestamptz NOT NULL,
    request_id      text NOT NULL,
    method          text NOT NULL,
    route           text NOT NULL,                  -- the template, never the path
    status          integer NOT NULL,
    scim_type       text,
    detail          text NOT NULL,
    PRIMARY KEY (tenant, client_id, id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);

GRANT SELECT, INSERT, UPDATE ON scim_activity TO ${appRole};
GRANT SELECT, INSERT, DELETE ON scim_error TO ${appRole};
