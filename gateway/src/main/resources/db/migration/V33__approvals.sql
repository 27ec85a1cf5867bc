-- Executions that wait for people: what they wait for, what was said, and whom a rule wants told. Whoever writes one of these
-- holds the execution's row, but for the notices.

CREATE TABLE approval (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    execution_id    uuid NOT NULL,
    decision_id     uuid NOT NULL,                  -- that wants it
    digest          text NOT NULL,                  -- hex SHA-256 of all that would run and of the rules that want it
    requested_at    timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz NOT NULL,
    outcome         text CHECK (outcome IN ('approved', 'rejected', 'expired', 'void')),   -- void: it ended otherwise
    decided_at      timestamptz CHECK ((decided_at IS NULL) = (outcome IS NULL)),
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, execution_id) REFERENCES execution (tenant, id) ON DELETE CASCADE
);
CREATE INDEX approval_of_execution ON approval (tenant, execution_id, id);
CREATE UNIQUE INDEX approval_open ON approval (tenant, execution_id) WHERE outcome IS NULL;
CREATE INDEX approval_due ON approval (expires_at) WHERE outcome IS NULL;

CREATE TABLE approval_rule (
    tenant          text NOT NULL,
    approval_id     uuid NOT NULL,
    rule_id         uuid NOT NULL,                  -- a guardrail
    revision        bigint NOT NULL,
    name            text NOT NULL,
    message         text NOT NULL,
    groups          uuid[] NOT NULL,
    count           integer NOT NULL CHECK (count > 0),
    PRIMARY KEY (tenant, approval_id, rule_id),
    FOREIGN KEY (tenant, approval_id) REFERENCES approval (tenant, id) ON DELETE CASCADE
);

-- A vote stands while it is not void and its subject is active at this epoch.
CREATE TABLE approval_vote (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    approval_id     uuid NOT NULL,
    subject_id      uuid NOT NULL,
    epoch           bigint NOT NULL,
    vote            text NOT NULL CHECK (vote IN ('approve', 'reject')),
    rules           uuid[] NOT NULL,                -- whose groups the subject was in
    comment         text NOT NULL,
    at              timestamptz NOT NULL DEFAULT now(),
    void_at         timestamptz,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, approval_id) REFERENCES approval (tenant, id) ON DELETE CASCADE,
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);
CREATE UNIQUE INDEX approval_vote_once ON approval_vote (tenant, approval_id, subject_id) WHERE void_at IS NULL;
CREATE INDEX approval_vote_of_subject ON approval_vote (tenant, subject_id, id) WHERE void_at IS NULL;

-- Calls that a rule wants made when it is met. One is sent after it was counted, so that it is not forgotten and not sent
-- for ever; the address stays that of the rule's revision.
CREATE TABLE approval_notice (
    tenant          text NOT NULL,
    id              uuid NOT NULL,
    approval_id     uuid NOT NULL,
    rule_id         uuid NOT NULL,
    url             text NOT NULL,
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'needless')),
    tries           integer NOT NULL DEFAULT 0,
    next_at         timestamptz NOT NULL DEFAULT now(),
    error           text,                           -- one snake_case word, of the last try
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, approval_id) REFERENCES approval (tenant, id) ON DELETE CASCADE
);
CREATE INDEX approval_notice_due ON approval_notice (next_at) WHERE state = 'waiting';
CREATE INDEX approval_notice_of_approval ON approval_notice (tenant, approval_id);

GRANT SELECT, INSERT, UPDATE ON approval, approval_vote, approval_notice TO ${appRole};
GRANT SELECT, INSERT ON approval_rule TO ${appRole};
