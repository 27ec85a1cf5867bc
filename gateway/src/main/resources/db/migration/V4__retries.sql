-- How long an execution may wait in the queue: absent for a job without a queueTimeout. A retry waits anew.
ALTER TABLE execution ADD COLUMN queue_until timestamptz;
CREATE INDEX execution_overdue_in_queue ON execution (queue_until) WHERE state = 'QUEUED' AND queue_until IS NOT NULL;

-- The attempts that were followed by another one, so that a report that comes again gets the same answer.
CREATE TABLE retried_attempt (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    fence           bigint NOT NULL,
    worker_id       uuid NOT NULL,
    report_digest   bytea,                          -- absent where its session was lost, until it reports late
    PRIMARY KEY (tenant, execution_id, fence),
    FOREIGN KEY (tenant, execution_id) REFERENCES execution (tenant, id) ON DELETE CASCADE
);

REVOKE ALL ON retried_attempt FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE ON retried_attempt TO ${appRole};
