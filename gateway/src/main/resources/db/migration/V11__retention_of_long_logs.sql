-- Logs of one execution may be more than one transaction can delete in its time: a batch deletes some chunks, and an
-- execution is left behind when it has none any more. An execution that was tried again may have logs of an earlier
-- attempt, whatever the last one wrote.

CREATE FUNCTION delete_log_chunks(execution, most bigint) RETURNS bigint
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    DELETE FROM log_chunk WHERE ctid = ANY (ARRAY(
        SELECT c.ctid FROM log_chunk c WHERE c.tenant = $1.tenant AND c.execution_id = $1.id LIMIT most));
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
REVOKE ALL ON FUNCTION delete_log_chunks(execution, bigint) FROM PUBLIC;

CREATE OR REPLACE FUNCTION sweep_logs(swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    most constant bigint := 5000;
    bound constant timestamptz := now() - greatest(keep, interval '1 day');
    place retention_position;
    candidate execution;
BEGIN
    seen := 0;
    deleted := 0;
    INSERT INTO retention_position VALUES (swept_tenant, 'logs', '-infinity', '00000000-0000-0000-0000-000000000000')
        ON CONFLICT DO NOTHING;
    SELECT * INTO place FROM retention_position WHERE tenant = swept_tenant AND kind = 'logs' FOR UPDATE;
    FOR candidate IN
        SELECT * FROM execution e
        WHERE e.tenant = swept_tenant AND (e.accepted_at, e.id) > (place.at, place.id)
          AND e.accepted_at < bound - interval '1 day'
        ORDER BY e.accepted_at, e.id LIMIT least(batch, 1000)
    LOOP
        seen := seen + 1;
        IF (candidate.log_bytes > 0 OR candidate.attempt > 1) AND is_over_since(candidate, bound) THEN
            deleted := deleted + delete_log_chunks(candidate, most - deleted);
            EXIT WHEN deleted >= most;
        END IF;
        place.at := candidate.accepted_at;
        place.id := candidate.id;
    END LOOP;
    UPDATE retention_position SET at = place.at, id = place.id WHERE tenant = swept_tenant AND kind = 'logs';
END $$;

CREATE OR REPLACE FUNCTION sweep_executions(
    swept_tenant text, keep interval, batch integer, after_at timestamptz, after_id uuid,
    OUT seen integer, OUT deleted bigint, OUT last_at timestamptz, OUT last_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    most constant bigint := 5000;
    bound constant timestamptz := now() - greatest(keep, interval '7 days');
    candidate execution;
    chunks bigint := 0;
    ids uuid[] := '{}';
    decisions uuid[] := '{}';
BEGIN
    seen := 0;
    last_at := after_at;
    last_id := after_id;
    FOR candidate IN
        SELECT * FROM execution e
        WHERE e.tenant = swept_tenant AND (e.accepted_at, e.id) > (after_at, after_id) AND e.accepted_at < bound
        ORDER BY e.accepted_at, e.id LIMIT least(batch, 1000)
        FOR UPDATE SKIP LOCKED
    LOOP
        seen := seen + 1;
        IF is_over_since(candidate, bound) THEN
            chunks := chunks + delete_log_chunks(candidate, most - chunks);
            EXIT WHEN chunks >= most;
            ids := ids || candidate.id;
            decisions := decisions || candidate.decision_id;
        END IF;
        last_at := candidate.accepted_at;
        last_id := candidate.id;
    END LOOP;
    DELETE FROM envelope WHERE tenant = swept_tenant AND execution_id = ANY (ids);
    DELETE FROM idempotency_key WHERE tenant = swept_tenant AND execution_id = ANY (ids);
    DELETE FROM question q WHERE q.tenant = swept_tenant AND q.id = ANY (decisions) AND q.at < bound;
    DELETE FROM execution WHERE tenant = swept_tenant AND id = ANY (ids);
    deleted := cardinality(ids);
END $$;
