-- A resource whose deletion waits for the executions that need it: it takes nothing new.
ALTER TABLE resource ADD COLUMN draining_at timestamptz;
ALTER TABLE resource ADD COLUMN draining_by uuid;
CREATE INDEX resource_draining ON resource (draining_at) WHERE draining_at IS NOT NULL;

-- What has not ended, latest first: lists by state, and whether a deletion has to wait.
CREATE INDEX execution_unended ON execution (tenant, id)
    WHERE state IN ('AWAITING_APPROVAL', 'QUEUED', 'LEASED', 'RUNNING');

-- Lists go by id, which grows with time.
DROP INDEX execution_by_time;
