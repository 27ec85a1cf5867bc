-- A draining session takes nothing new; its worker hears of it with its next renewal.
ALTER TABLE worker_session ADD COLUMN opened_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE worker_session ADD COLUMN draining_at timestamptz;
CREATE INDEX worker_session_open ON worker_session (tenant, worker_id) WHERE ended_at IS NULL;
