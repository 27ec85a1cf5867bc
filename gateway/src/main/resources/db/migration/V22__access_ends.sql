-- Access that ends: one row for each end, and its steps. A step's work, its cursor and its counts commit together, so any
-- gateway goes on where another was killed.
CREATE TABLE access_end (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    subject_id      uuid NOT NULL,
    epoch           bigint NOT NULL,                -- that the subject came to: what was decided under an older one ends
    reason          text NOT NULL,
    extent          text NOT NULL CHECK (extent IN ('everything', 'denied', 'token', 'session')),
    token_id        uuid CHECK ((token_id IS NOT NULL) = (extent = 'token')),
    session_id      uuid CHECK ((session_id IS NOT NULL) = (extent = 'session')),   -- of a browser
    caused_by       uuid NOT NULL,                  -- a subject, or the SCIM client that said so
    started_at      timestamptz NOT NULL DEFAULT clock_timestamp(),    -- while the subject is held
    done_at         timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);
CREATE INDEX access_end_open ON access_end (id) WHERE done_at IS NULL;
CREATE INDEX access_end_of_subject ON access_end (tenant, subject_id, id);
-- Each look at a token and each start asks for these; a person has few of them, and a logout a day.
CREATE INDEX access_end_of_everything ON access_end (tenant, subject_id, started_at) WHERE extent = 'everything';
CREATE INDEX access_end_past ON access_end (tenant, started_at) WHERE extent <> 'everything' AND done_at IS NOT NULL;

CREATE TABLE access_end_step (
    tenant          text NOT NULL,
    end_id          uuid NOT NULL,
    step            text NOT NULL,
    position        integer NOT NULL,
    cursor          uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ended           jsonb NOT NULL DEFAULT '{}',    -- how many of what
    done_at         timestamptz,
    PRIMARY KEY (tenant, end_id, step),
    FOREIGN KEY (tenant, end_id) REFERENCES access_end (tenant, id)
);

-- What somebody has that has not ended.
CREATE INDEX execution_unended_of_subject ON execution (tenant, subject_id, id)
    WHERE state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING');

-- What somebody began as somebody else ends with either one's access.
ALTER TABLE execution ADD COLUMN impersonator_id uuid;
CREATE INDEX execution_unended_of_impersonator ON execution (tenant, impersonator_id, id)
    WHERE impersonator_id IS NOT NULL AND state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING');

-- A token that ends early raises its subject's epoch: whatever its holder was allowed has not been decided under it, and every
-- gateway looks the token up again. Nothing ends by that which the subject has without the token, so it is told apart from the
-- other changes, and browsers' sessions rest on the epoch without it.
ALTER TABLE subject ADD COLUMN token_ends bigint NOT NULL DEFAULT 0;

CREATE OR REPLACE FUNCTION api_token_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subject SET epoch = epoch + 1, token_ends = token_ends + 1, version = version + 1
     WHERE tenant = OLD.tenant AND id = OLD.subject_id;
    RETURN NULL;
END $$;

-- A token that lives on for a while, as with a rotation, ends like one that expires: gateways look it up again within a minute.
DROP TRIGGER api_token_shortened ON api_token;
CREATE TRIGGER api_token_shortened AFTER UPDATE OF revoked_at, expires_at ON api_token FOR EACH ROW
    WHEN (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
          OR NEW.expires_at < OLD.expires_at AND NEW.expires_at < clock_timestamp() + interval '2 minutes')
    EXECUTE FUNCTION api_token_ended();

-- The oldest ends that are done. Those of everything stay: what was begun before one of them is worth nothing for ever.
CREATE FUNCTION sweep_access_ends(swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '30 days');
    ids uuid[];
BEGIN
    SELECT coalesce(array_agg(page.id), '{}') INTO ids FROM (
        SELECT e.id FROM access_end e
         WHERE e.tenant = swept_tenant AND e.extent <> 'everything' AND e.done_at IS NOT NULL AND e.started_at < bound
         ORDER BY e.started_at LIMIT least(batch, 1000) FOR UPDATE SKIP LOCKED) page;
    DELETE FROM access_end_step WHERE tenant = swept_tenant AND end_id = ANY (ids);
    DELETE FROM access_end WHERE tenant = swept_tenant AND id = ANY (ids);
    seen := cardinality(ids);
    deleted := seen;
END $$;

REVOKE ALL ON FUNCTION sweep_access_ends(text, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_access_ends(text, interval, integer) TO ${appRole};
GRANT SELECT, INSERT, UPDATE ON access_end, access_end_step TO ${appRole};
