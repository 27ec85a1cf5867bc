-- Security events that identity providers delivered, by the SHA-256 of their ids: each does what it does once.
CREATE TABLE received_signal (
    tenant          text NOT NULL REFERENCES tenant (name),
    provider_id     uuid NOT NULL,
    hash            text NOT NULL,
    received_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, provider_id, hash)
);
CREATE INDEX received_signal_age ON received_signal (received_at);

GRANT SELECT, INSERT, DELETE ON received_signal TO ${appRole};
