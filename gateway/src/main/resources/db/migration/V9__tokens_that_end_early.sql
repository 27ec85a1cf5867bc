-- Gateways keep what they know of a token for up to a minute, and of its subject for a second: a token that ends early is
-- a change of its subject, whoever ends it.
CREATE FUNCTION api_token_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE subject SET epoch = epoch + 1, version = version + 1 WHERE tenant = OLD.tenant AND id = OLD.subject_id;
    RETURN NULL;
END $$;

CREATE TRIGGER api_token_shortened AFTER UPDATE OF revoked_at, expires_at ON api_token FOR EACH ROW
    WHEN (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.expires_at < OLD.expires_at)
    EXECUTE FUNCTION api_token_ended();
CREATE TRIGGER api_token_deleted AFTER DELETE ON api_token FOR EACH ROW EXECUTE FUNCTION api_token_ended();
