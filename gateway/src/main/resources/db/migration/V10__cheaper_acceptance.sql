-- What an acceptance writes, with fewer rows, checks and samples (docs/adr/0018).

-- The values behind an event's commitments in one row instead of one a field: {"inputs": {"salt": hex, "value": JCS}, …}.
-- One field is erased by taking its member away.
CREATE TABLE event_fields (
    tenant          text NOT NULL,
    event_id        uuid NOT NULL,
    fields          jsonb NOT NULL,
    PRIMARY KEY (tenant, event_id)
);
REVOKE ALL ON event_fields FROM PUBLIC;
GRANT SELECT, INSERT ON event_fields TO ${appRole};

-- The name that readers know shows both kinds of rows; gateways of before write to it, too, and their rows stay as they are.
ALTER TABLE event_detail RENAME TO event_detail_row;
CREATE VIEW event_detail AS
    SELECT tenant, event_id, field, salt, value FROM event_detail_row
    UNION ALL
    SELECT f.tenant, f.event_id, m.key, decode(m.value ->> 'salt', 'hex'), m.value ->> 'value'
    FROM event_fields f CROSS JOIN LATERAL jsonb_each(f.fields) AS m;
REVOKE ALL ON event_detail FROM PUBLIC;
GRANT SELECT, INSERT ON event_detail TO ${appRole};

CREATE FUNCTION event_detail_written() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO event_detail_row VALUES (NEW.tenant, NEW.event_id, NEW.field, NEW.salt, NEW.value);
    RETURN NEW;
END $$;
CREATE TRIGGER event_detail_written INSTEAD OF INSERT ON event_detail FOR EACH ROW EXECUTE FUNCTION event_detail_written();

-- The same sweep of both.
CREATE OR REPLACE FUNCTION sweep_details(
    swept_tenant text, keep interval, batch integer, OUT seen integer, OUT deleted bigint)
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
        SELECT count(*) INTO deleted FROM event_detail d WHERE d.tenant = swept_tenant AND d.event_id = ANY (ids);
        DELETE FROM event_detail_row d WHERE d.tenant = swept_tenant AND d.event_id = ANY (ids);
        DELETE FROM event_fields f WHERE f.tenant = swept_tenant AND f.event_id = ANY (ids);
        UPDATE retention_position SET at = place.at, id = place.id WHERE tenant = swept_tenant AND kind = 'details';
    END IF;
END $$;

-- An acceptance holds its starter's row, which is of that tenant; tenants are never deleted. To look the tenant up again
-- for every row costs more than the row.
ALTER TABLE execution DROP CONSTRAINT execution_tenant_fkey;

-- Statements name their rows by key and their plans need no samples of what is large: reading, unpacking and sorting them
-- was most of what autovacuum did.
ALTER TABLE event_fields ALTER COLUMN fields SET STATISTICS 0;
ALTER TABLE event ALTER COLUMN leaf SET STATISTICS 0;
ALTER TABLE question ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE execution ALTER COLUMN inputs SET STATISTICS 0,
                      ALTER COLUMN launch SET STATISTICS 0,
                      ALTER COLUMN outputs SET STATISTICS 0,
                      ALTER COLUMN traceparent SET STATISTICS 0;
ALTER TABLE pending_leaf ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE tree_node ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE log_chunk ALTER COLUMN bytes SET STATISTICS 0;
