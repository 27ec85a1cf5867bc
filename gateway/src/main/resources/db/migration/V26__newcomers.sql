-- People whom nobody provisioned: who came in with a token of an issuer, by the value of the claim that names people there.
CREATE TABLE jit_user (
    tenant          text NOT NULL,
    issuer          text NOT NULL,
    claim           text NOT NULL,
    value           text COLLATE "C" NOT NULL,
    subject_id      uuid NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant, issuer, claim, value),
    FOREIGN KEY (tenant, subject_id) REFERENCES subject (tenant, id)
);
CREATE INDEX jit_user_value ON jit_user (tenant, value);
CREATE INDEX jit_user_of_subject ON jit_user (tenant, subject_id);

-- What living users were called before: nobody comes in as somebody who is here by another value, or by none.
CREATE TABLE former_external_id (
    tenant          text NOT NULL,
    client_id       uuid NOT NULL,
    external_id     text COLLATE "C" NOT NULL,
    user_id         uuid NOT NULL,
    PRIMARY KEY (tenant, external_id, client_id, user_id),
    FOREIGN KEY (tenant, user_id) REFERENCES directory_user (tenant, id)
);

GRANT SELECT, INSERT ON jit_user, former_external_id TO ${appRole};
