-- Who exists, as identity providers say it over SCIM. A provisioned user is a subject with a row beside it; the subject
-- stays when the user is deleted, so ids are never reused.

CREATE TABLE scim_client (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    name            text NOT NULL,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    trust           jsonb,                          -- another issuer's tokens that it may show in place of a secret
    trust_revision  bigint NOT NULL DEFAULT 0,      -- each change ends what the one before gave
    PRIMARY KEY (tenant, id),
    UNIQUE (tenant, name)
);

CREATE TABLE scim_token (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    client_id       uuid NOT NULL,
    hash            bytea NOT NULL UNIQUE,          -- SHA-256 of the whole token
    hint            text NOT NULL,                  -- type prefix and last four characters, for display
    expires_at      timestamptz NOT NULL,
    created_by      uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    revoked_at      timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);
CREATE INDEX scim_token_of_client ON scim_token (tenant, client_id);

-- Compared by code points, whatever the database's language: lower case is made by the gateway.
--
-- What finds a user or a group by a value has the tenant by a collation of its own, and holds only rows that have the value:
-- a statement that names the tenant and the value so can be answered by that index and by no other. The planner takes tables
-- that were empty a moment ago for such, and then every index for as good as another.
CREATE TABLE directory_user (
    tenant          text NOT NULL,
    id              uuid NOT NULL,                  -- the subject's
    client_id       uuid NOT NULL,
    user_name       text NOT NULL,
    user_name_lc    text COLLATE "C" NOT NULL,
    external_id     text COLLATE "C",
    display_name    text,
    attributes      jsonb NOT NULL,                 -- the rest of the document; active is the subject's
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    changed_at      timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    deleted_at      timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, id) REFERENCES subject (tenant, id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);
CREATE UNIQUE INDEX directory_user_name ON directory_user (tenant COLLATE "C", user_name_lc, client_id)
    WHERE deleted_at IS NULL AND user_name_lc <> '';
-- Whoever was deleted is found, too: nobody comes in again as somebody whose access ended.
CREATE INDEX directory_user_external ON directory_user (tenant COLLATE "C", external_id, client_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX directory_user_order ON directory_user (tenant, client_id, id) WHERE deleted_at IS NULL;

-- The e-mail addresses of the documents once more, to be found by.
CREATE TABLE user_email (
    tenant          text NOT NULL,
    user_id         uuid NOT NULL,
    position        integer NOT NULL,
    value           text NOT NULL,
    value_lc        text COLLATE "C" NOT NULL,
    type            text,
    display         text,
    is_primary      boolean,
    PRIMARY KEY (tenant, user_id, position),
    FOREIGN KEY (tenant, user_id) REFERENCES directory_user (tenant, id)
);
CREATE INDEX user_email_value ON user_email (tenant COLLATE "C", value_lc, user_id);

-- Groups: of a SCIM client, or from the claims of a provider. Bindings hold their ids. Those from claims have a row once a
-- binding or a provider names them, so that their ids have a name: no row holds their members. The id is made of the
-- provider's and the name, so nothing else has to be unique.
CREATE TABLE directory_group (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    source          text NOT NULL CHECK (source IN ('scim', 'claim')),
    client_id       uuid CHECK ((client_id IS NOT NULL) = (source = 'scim')),
    provider        text CHECK ((provider IS NOT NULL) = (source = 'claim')),
    display_name    text NOT NULL,
    display_name_lc text COLLATE "C" NOT NULL,
    external_id     text COLLATE "C",
    version         bigint NOT NULL DEFAULT 1,
    created_at      timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    changed_at      timestamptz NOT NULL DEFAULT date_trunc('milliseconds', now()),
    deleted_at      timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, client_id) REFERENCES scim_client (tenant, id)
);
CREATE UNIQUE INDEX directory_group_name ON directory_group (tenant COLLATE "C", display_name_lc, client_id)
    WHERE source = 'scim' AND deleted_at IS NULL;
CREATE INDEX directory_group_external ON directory_group (tenant COLLATE "C", external_id, client_id)
    WHERE external_id IS NOT NULL;
CREATE INDEX directory_group_order ON directory_group (tenant, client_id, id) WHERE deleted_at IS NULL;
CREATE INDEX directory_group_by_name ON directory_group (tenant, display_name_lc, id) WHERE deleted_at IS NULL;
CREATE INDEX directory_group_of_provider ON directory_group (tenant, provider) WHERE source = 'claim';

-- Who is in a group, and who says so. No foreign keys: a list of 50,000 members would look up 100,000 rows, and neither
-- subjects nor groups can be deleted by the gateway's role.
CREATE TABLE membership (
    tenant          text NOT NULL,
    group_id        uuid NOT NULL,
    user_id         uuid NOT NULL,
    provenance      text NOT NULL,                  -- scim:<client>
    since           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, group_id, user_id)
);
CREATE INDEX membership_of_user ON membership (tenant, user_id, group_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON scim_client, scim_token, directory_user, user_email, directory_group, membership
    TO ${appRole};
REVOKE DELETE ON scim_client, scim_token, directory_user, directory_group FROM ${appRole};
