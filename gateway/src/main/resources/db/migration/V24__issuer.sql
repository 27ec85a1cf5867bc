-- The issuer of access tokens: the keys are rows of installation_key (purpose access_token, the public half as X.509 writes
-- it); what else gateways have to know of each other is here.

-- An assertion of a service account counts once (RFC 7523, section 3), and so does a login's state (RFC 6749, section 10.12):
-- remembered for as long as it could be shown again.
CREATE TABLE used_id (
    tenant          text NOT NULL,
    context         text NOT NULL,                  -- the account's name, or login/ and the provider's id
    id              bytea NOT NULL,                 -- SHA-256
    expires_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant, context, id)
);
CREATE INDEX used_id_over ON used_id (expires_at);

-- Secrets of SCIM clients for OAuth's client credentials, and the short tokens that they give.
CREATE TABLE scim_secret (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    client_id       uuid NOT NULL,
    hash            bytea NOT NULL UNIQUE,          -- SHA-256 of the whole secret
    hint            text NOT NULL,                  -- type prefix and last four characters, for display
    expires_at      timestamptz NOT NULL,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    revoked_at      timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);
CREATE INDEX scim_secret_of_client ON scim_secret (tenant, client_id);

CREATE TABLE scim_access_token (
    hash            bytea PRIMARY KEY,              -- SHA-256 of the whole token
    id              uuid NOT NULL,                  -- by which the audit log names it
    tenant          text NOT NULL,
    client_id       uuid NOT NULL,
    secret_id       uuid,                           -- that it was given for, and ends with
    trust_revision  bigint CHECK ((trust_revision IS NULL) <> (secret_id IS NULL)),
    expires_at      timestamptz NOT NULL,
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id),
    FOREIGN KEY (tenant, secret_id) REFERENCES scim_secret (tenant, id)
);
CREATE INDEX scim_access_token_of_client ON scim_access_token (tenant, client_id, expires_at);

GRANT SELECT, INSERT, DELETE ON used_id, scim_access_token TO ${appRole};
GRANT SELECT, INSERT, UPDATE ON scim_secret TO ${appRole};
