-- Who waits for a slot of a concurrency limit is offered to workers while there is one, and has it from the claim on
-- (docs/limits.md): a slot that is held for a group without workers is one that nobody uses.

-- Queued executions that are in the queue because the limit that they waited for has a slot, which is not theirs yet. Of each
-- worker group there are as many as the limit has slots, as long as so many wait. One that is not in the queue any more was
-- claimed, ended or blocked by a gateway of the version before, which knows no such rows: it counts for nothing.
LOCK TABLE concurrency_use, concurrency_slot, queue, queue_blocked IN EXCLUSIVE MODE;
CREATE TABLE queue_woken (
    tenant          text NOT NULL,
    execution_id    uuid NOT NULL,
    worker_group    text NOT NULL,
    namespace       text NOT NULL,
    per             text NOT NULL,
    key             text NOT NULL,
    PRIMARY KEY (tenant, execution_id)
);
CREATE INDEX queue_woken_by_scope ON queue_woken (tenant, namespace, per, key, worker_group);

-- Both have all that finds the next of a group in its order, so that neither is cheaper to read for the sake of a sort.
DROP INDEX queue_blocked_order;
CREATE INDEX queue_blocked_order ON queue_blocked
    (tenant, namespace, per, key, worker_group, priority DESC, accepted_at, execution_id);
DROP INDEX queue_blocked_by_group;
CREATE INDEX queue_blocked_by_group ON queue_blocked
    (tenant, worker_group, namespace, per, key, priority DESC, accepted_at, execution_id);

REVOKE ALL ON queue_woken FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_woken TO ${appRole};

-- What had a slot before its claim has none, and whoever waits is offered once more and waits again where there is none.
WITH freed AS (
    DELETE FROM concurrency_slot s USING execution e
    WHERE e.tenant = s.tenant AND e.id = s.execution_id AND e.state = 'QUEUED' AND NOT s.at_acceptance
    RETURNING s.tenant, s.namespace, s.per, s.key)
UPDATE concurrency_use u SET used = u.used - f.slots
FROM (SELECT tenant, namespace, per, key, count(*) AS slots FROM freed GROUP BY 1, 2, 3, 4) f
WHERE u.tenant = f.tenant AND u.namespace = f.namespace AND u.per = f.per AND u.key = f.key;

WITH released AS (
    DELETE FROM queue_blocked RETURNING tenant, worker_group, execution_id, priority, accepted_at)
INSERT INTO queue (tenant, worker_group, execution_id, priority, not_before)
SELECT tenant, worker_group, execution_id, priority, accepted_at FROM released;

COMMENT ON TABLE concurrency_limit IS
    'What namespaces declare of concurrency, written with them, behind the tenant''s advisory lock that claims share.';
COMMENT ON TABLE concurrency_slot IS
    'The slots of what is claimed or runs, and those that acceptances took of limits that reject.';
