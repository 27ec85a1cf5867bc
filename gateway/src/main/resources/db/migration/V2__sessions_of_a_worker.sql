-- Renewals and reports look for the sessions of one worker, of which nothing is deleted.
CREATE INDEX worker_session_by_worker ON worker_session (tenant, worker_id);

-- What was migrated is the owner's to say.
REVOKE INSERT, UPDATE, DELETE ON flyway_schema_history FROM ${appRole};
