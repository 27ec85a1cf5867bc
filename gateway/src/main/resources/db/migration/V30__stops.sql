-- Kill switches: in force until somebody lifts them or their time is over, by this server's clock, and that is written here.
CREATE TABLE kill_switch (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,      -- raised where it is to last longer
    extent          text NOT NULL CHECK (extent IN ('tenant', 'namespace', 'job', 'workerGroup', 'subject')),
    target          text NOT NULL,                  -- of the extent; '' for the whole tenant
    level           text NOT NULL CHECK (level IN ('BLOCK', 'DRAIN', 'KILL')),
    reason          text NOT NULL,
    set_by          uuid NOT NULL,
    set_at          timestamptz NOT NULL DEFAULT now(),
    expires_at      timestamptz,
    lifted_at       timestamptz,
    lifted_by       uuid,                           -- nobody, where its time was over
    done_at         timestamptz,                    -- since when there is nothing more that it has to end
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX kill_switch_in_force ON kill_switch (tenant, extent, target, level) WHERE lifted_at IS NULL;
CREATE INDEX kill_switch_open ON kill_switch (id) WHERE done_at IS NULL;
CREATE INDEX kill_switch_expiring ON kill_switch (expires_at) WHERE lifted_at IS NULL AND expires_at IS NOT NULL;

-- What one ends, like the steps of an end of access.
CREATE TABLE kill_switch_step (
    tenant          text NOT NULL,
    end_id          uuid NOT NULL,
    step            text NOT NULL,
    position        integer NOT NULL,
    cursor          uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    ended           jsonb NOT NULL DEFAULT '{}',    -- how many of what
    done_at         timestamptz,
    PRIMARY KEY (tenant, end_id, step),
    FOREIGN KEY (tenant, end_id) REFERENCES kill_switch (tenant, id)
);

-- When a tenant was maintained, or, for the tenant 'system', the whole installation.
CREATE TABLE maintenance (
    tenant          text NOT NULL REFERENCES tenant (name),
    id              uuid NOT NULL,
    revision        bigint NOT NULL DEFAULT 1,      -- raised by another message
    message         text NOT NULL,
    begun_by        uuid NOT NULL,
    begun_at        timestamptz NOT NULL DEFAULT now(),
    ended_at        timestamptz,
    ended_by        uuid,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX maintenance_now ON maintenance (tenant) WHERE ended_at IS NULL;

GRANT SELECT, INSERT, UPDATE ON kill_switch, kill_switch_step, maintenance TO ${appRole};
