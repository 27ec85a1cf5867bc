-- Access that ends: one row for each end, and its steps. A step's work, its cursor and its counts commit together, so any
-- gateway goes on where another was killed.
CREATE TABLE access_end (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    subject_id      uuid NOT NULL,
    epoch           bigint NOT NULL,                -- that the subject came to: what was decided under an older one ends
    reason          text NOT NULL,
    extent          text NOT NULL CHECK (extent IN ('everything', 'denied', 'token')),
    token_id        uuid CHECK ((token_id IS NOT NULL) = (extent = 'token')),
    caused_by       uuid NOT NULL,                  -- a subject, or the SCIM client that said so
    started_at      timestamptz NOT NULL DEFAULT clock_timestamp(),    -- while the subject is held
    done_at         timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);
CREATE INDEX access_end_open ON access_end (id) WHERE done_at IS NULL;
CREATE INDEX access_end_of_subject ON access_end (tenant, subject_id, id);

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

GRANT SELECT, INSERT, UPDATE ON access_end, access_end_step TO ${appRole};
