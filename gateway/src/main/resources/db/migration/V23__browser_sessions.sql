-- Browsers that are logged in. A session lives as long as its subject's epoch but for
-- the ends of tokens, and ends at its limits, by a logout here or by
-- one that the identity provider tells of.
CREATE TABLE browser_session (
    tenant           text NOT NULL,
    id               uuid NOT NULL,
    subject_id       uuid NOT NULL,
    epoch            bigint NOT NULL,               -- the subject's at the login, without its token_ends
    hash             bytea NOT NULL UNIQUE,         -- SHA-256 of the cookie's value
    provider_id      uuid NOT NULL,
    provider_issuer  text NOT NULL,                 -- as it was declared at the login: of another one this is no session
    provider_client  text NOT NULL,                 -- the same of its clientId
    provider_subject text COLLATE "C" NOT NULL,     -- sub of the ID token
    provider_session text COLLATE "C",              -- its sid
    claim_groups     text[] NOT NULL,
    client           text NOT NULL,                 -- the kind of browser, in words of ours
    started_at       timestamptz NOT NULL DEFAULT now(),
    seen_at          timestamptz NOT NULL DEFAULT now(),
    ends_at          timestamptz NOT NULL,
    ended_at         timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);
CREATE INDEX browser_session_of_subject ON browser_session (tenant, subject_id, id) WHERE ended_at IS NULL;
CREATE INDEX browser_session_of_provider ON browser_session (tenant, provider_id, provider_subject) WHERE ended_at IS NULL;
CREATE INDEX browser_session_at_provider ON browser_session (tenant, provider_id, provider_session) WHERE ended_at IS NULL;
CREATE INDEX browser_session_over ON browser_session (tenant, ends_at);

-- A session is worth what its provider says: where that is deleted, another issuer, or knows this gateway as another client,
-- the session ends with that change, and none that is opened meanwhile by the old declaration counts (provider_issuer).
CREATE FUNCTION identity_provider_replaced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE browser_session SET ended_at = now()
     WHERE tenant = OLD.tenant AND provider_id = OLD.id AND ended_at IS NULL;
    RETURN NULL;
END $$;

CREATE TRIGGER identity_provider_changed AFTER UPDATE ON resource FOR EACH ROW
    WHEN (OLD.kind = 'identityprovider' AND (OLD.spec ->> 'issuer' IS DISTINCT FROM NEW.spec ->> 'issuer'
                                             OR OLD.spec ->> 'clientId' IS DISTINCT FROM NEW.spec ->> 'clientId'))
    EXECUTE FUNCTION identity_provider_replaced();
CREATE TRIGGER identity_provider_deleted AFTER DELETE ON resource FOR EACH ROW
    WHEN (OLD.kind = 'identityprovider') EXECUTE FUNCTION identity_provider_replaced();

-- Ids of logout tokens that were taken: each counts once, for as long as it could be shown again.
CREATE TABLE logout_token (
    tenant           text NOT NULL REFERENCES tenant (name),
    provider_id      uuid NOT NULL,
    id               text COLLATE "C" NOT NULL,
    expires_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant, provider_id, id)
);
CREATE INDEX logout_token_over ON logout_token (tenant, expires_at);

GRANT SELECT, INSERT, UPDATE, DELETE ON browser_session, logout_token TO ${appRole};
REVOKE UPDATE ON logout_token FROM ${appRole};
