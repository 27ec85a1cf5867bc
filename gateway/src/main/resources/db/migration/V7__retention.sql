-- What is kept for a while only: logs, executions with their questions, and the values behind events. The gateway's role
-- cannot delete them; it may call these functions, which run as the owner and judge by what that role cannot change: the
-- times of events and questions. So a gateway in strange hands deletes nothing that is young, whatever it asks for.
-- Each call is one short batch and tells what it deleted; events, leaves and tree nodes are not touched by any.

REVOKE UPDATE, DELETE ON log_chunk, event_detail FROM ${appRole};
REVOKE TRUNCATE ON ALL TABLES IN SCHEMA public FROM ${appRole};

-- An execution's keys go with it.
CREATE INDEX idempotency_key_by_execution ON idempotency_key (tenant, execution_id);

-- The order in which executions get old: without it each batch of a sweep would sort all of them.
CREATE INDEX execution_by_age ON execution (tenant, accepted_at, id);

-- How far the sweeps of what has no row of its own to delete have come; only the functions write it.
CREATE TABLE retention_position (
    tenant          text NOT NULL REFERENCES tenant (name),
    kind            text NOT NULL CHECK (kind IN ('logs', 'details')),
    at              timestamptz NOT NULL,
    id              uuid NOT NULL,
    PRIMARY KEY (tenant, kind)
);
REVOKE ALL ON retention_position FROM PUBLIC;
GRANT SELECT ON retention_position TO ${appRole};

-- Whether an execution is over for longer than that, and all of its events have their places in the log.
CREATE FUNCTION is_over_since(execution, timestamptz) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT $1.state IN ('SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'REJECTED', 'REVOKED', 'LOST')
       AND EXISTS (SELECT 1 FROM event e WHERE e.tenant = $1.tenant AND e.execution_id = $1.id)
       AND NOT EXISTS (
           SELECT 1 FROM event e WHERE e.tenant = $1.tenant AND e.execution_id = $1.id
              AND (e.at >= $2
                   OR NOT EXISTS (SELECT 1 FROM leaf l WHERE l.tenant = e.tenant AND l.event_id = e.id)))
$$;

-- Logs of the next executions, by the time they were accepted; a day later than asked, so that those that were accepted
-- just before are over by then. Logs of one that is not go with its row. Ends a batch early where logs are long.
CREATE FUNCTION sweep_logs(swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '1 day');
    place retention_position;
    candidate execution;
    gone bigint;
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
        IF candidate.log_bytes > 0 AND is_over_since(candidate, bound) THEN
            DELETE FROM log_chunk c WHERE c.tenant = candidate.tenant AND c.execution_id = candidate.id;
            GET DIAGNOSTICS gone = ROW_COUNT;
            deleted := deleted + gone;
        END IF;
        seen := seen + 1;
        place.at := candidate.accepted_at;
        place.id := candidate.id;
        EXIT WHEN deleted >= 5000;
    END LOOP;
    UPDATE retention_position SET at = place.at, id = place.id WHERE tenant = swept_tenant AND kind = 'logs';
END $$;

-- The next executions after the given one that are over, with everything that is theirs but their events.
CREATE FUNCTION sweep_executions(
    swept_tenant text, keep interval, batch integer, after_at timestamptz, after_id uuid,
    OUT seen integer, OUT deleted bigint, OUT last_at timestamptz, OUT last_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '7 days');
    candidate execution;
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
        IF is_over_since(candidate, bound) THEN
            ids := ids || candidate.id;
            decisions := decisions || candidate.decision_id;
        END IF;
        seen := seen + 1;
        last_at := candidate.accepted_at;
        last_id := candidate.id;
    END LOOP;
    DELETE FROM log_chunk WHERE tenant = swept_tenant AND execution_id = ANY (ids);
    DELETE FROM envelope WHERE tenant = swept_tenant AND execution_id = ANY (ids);
    DELETE FROM idempotency_key WHERE tenant = swept_tenant AND execution_id = ANY (ids);
    DELETE FROM question q WHERE q.tenant = swept_tenant AND q.id = ANY (decisions) AND q.at < bound;
    DELETE FROM execution WHERE tenant = swept_tenant AND id = ANY (ids);
    deleted := cardinality(ids);
END $$;

-- The next questions after the given one that no execution rests on.
CREATE FUNCTION sweep_questions(
    swept_tenant text, keep interval, batch integer, after_id uuid,
    OUT seen integer, OUT deleted bigint, OUT last_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '7 days');
    candidate question;
    ids uuid[] := '{}';
BEGIN
    seen := 0;
    last_id := after_id;
    FOR candidate IN
        SELECT * FROM question q WHERE q.tenant = swept_tenant AND q.id > after_id
        ORDER BY q.id LIMIT least(batch, 1000)
    LOOP
        -- Ids grow with time: behind this one there is nothing old. What was misplaced by a clock is found later.
        EXIT WHEN candidate.at >= bound;
        IF candidate.act <> 'execution:create' OR candidate.outcome = 'deny' THEN
            ids := ids || candidate.id;
        END IF;
        seen := seen + 1;
        last_id := candidate.id;
    END LOOP;
    DELETE FROM question WHERE tenant = swept_tenant AND id = ANY (ids);
    deleted := cardinality(ids);
END $$;

-- The values and salts behind the next events; their leaves stay.
CREATE FUNCTION sweep_details(swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '30 days');
    place retention_position;
    ids uuid[];
BEGIN
    INSERT INTO retention_position VALUES (swept_tenant, 'details', '-infinity', '00000000-0000-0000-0000-000000000000')
        ON CONFLICT DO NOTHING;
    SELECT * INTO place FROM retention_position WHERE tenant = swept_tenant AND kind = 'details' FOR UPDATE;
    WITH page AS (
        SELECT e.at, e.id FROM event e
        WHERE e.tenant = swept_tenant AND (e.at, e.id) > (place.at, place.id) AND e.at < bound
        ORDER BY e.at, e.id LIMIT least(batch, 1000))
    SELECT count(*), array_agg(p.id), max(p.at), (array_agg(p.id ORDER BY p.at DESC, p.id DESC))[1]
        INTO seen, ids, place.at, place.id FROM page p;
    deleted := 0;
    IF seen > 0 THEN
        DELETE FROM event_detail d WHERE d.tenant = swept_tenant AND d.event_id = ANY (ids);
        GET DIAGNOSTICS deleted = ROW_COUNT;
        UPDATE retention_position SET at = place.at, id = place.id WHERE tenant = swept_tenant AND kind = 'details';
    END IF;
END $$;

REVOKE ALL ON FUNCTION is_over_since(execution, timestamptz),
    sweep_logs(text, interval, integer),
    sweep_executions(text, interval, integer, timestamptz, uuid),
    sweep_questions(text, interval, integer, uuid),
    sweep_details(text, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_logs(text, interval, integer),
    sweep_executions(text, interval, integer, timestamptz, uuid),
    sweep_questions(text, interval, integer, uuid),
    sweep_details(text, interval, integer) TO ${appRole};
