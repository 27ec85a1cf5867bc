-- What is done is found by the time at which it was.
CREATE INDEX secret_lease_ended ON secret_lease (tenant, ended_at) WHERE ended_at IS NOT NULL;

-- The oldest leases that are over. One that is open stays, however old it is: somebody has to end it.
CREATE FUNCTION sweep_secret_leases(swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    bound constant timestamptz := now() - greatest(keep, interval '7 days');
    ids uuid[];
BEGIN
    SELECT coalesce(array_agg(page.id), '{}') INTO ids FROM (
        SELECT l.id FROM secret_lease l
         WHERE l.tenant = swept_tenant AND l.ended_at < bound
         ORDER BY l.ended_at LIMIT least(batch, 1000) FOR UPDATE SKIP LOCKED) page;
    DELETE FROM secret_lease WHERE tenant = swept_tenant AND id = ANY (ids);
    seen := cardinality(ids);
    deleted := seen;
END $$;

REVOKE ALL ON FUNCTION sweep_secret_leases(text, interval, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep_secret_leases(text, interval, integer) TO ${appRole};
