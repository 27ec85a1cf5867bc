-- The gateways that live on this database. A row is written every second: what cannot be written proves to its gateway
-- that no worker can renew through it either.
CREATE TABLE gateway_presence (
    gateway         uuid PRIMARY KEY,               -- another one at each start
    since           timestamptz NOT NULL DEFAULT now(),
    seen_at         timestamptz NOT NULL
) WITH (fillfactor = 50);

REVOKE ALL ON gateway_presence FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON gateway_presence TO ${appRole};
