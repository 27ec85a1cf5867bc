-- Whoever changes a tenant's policy says so to every gateway that listens: what each finds by itself within a second, it
-- then finds at once. Heard or not, nothing rests on it.
CREATE FUNCTION tell_of_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('gatehouse_policy', NEW.name);
    RETURN NULL;
END $$;

CREATE TRIGGER tenant_policy_changed AFTER UPDATE OF revision ON tenant
    FOR EACH ROW WHEN (OLD.revision IS DISTINCT FROM NEW.revision) EXECUTE FUNCTION tell_of_policy();
