-- Which runs got which version of a secret, and from where: never a value or anything made of one. It goes with the execution.
CREATE TABLE secret_use (
    tenant          text NOT NULL,
    namespace       text NOT NULL,
    name            text NOT NULL,
    execution_id    uuid NOT NULL,
    attempt         integer NOT NULL,
    store           text NOT NULL,
    path            text NOT NULL,
    key             text NOT NULL,
    version         text,                           -- as its store counts; absent where it does not
    lease           text,                           -- under which it was issued; absent for one that was read
    at              timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, namespace, name, execution_id, attempt),
    FOREIGN KEY (tenant, execution_id) REFERENCES execution (tenant, id) ON DELETE CASCADE
);
-- What goes with an execution is found by it.
CREATE INDEX secret_use_by_execution ON secret_use (tenant, execution_id);

GRANT SELECT, INSERT ON secret_use TO ${appRole};
