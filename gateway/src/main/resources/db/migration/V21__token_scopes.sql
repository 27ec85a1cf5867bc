-- A token may leave less than its owner's access, has a successor when it was rotated, and shows when it was used last,
-- to the hour.
ALTER TABLE api_token ADD COLUMN name text;
ALTER TABLE api_token ADD COLUMN scope_permissions text[];      -- absent without a scope
ALTER TABLE api_token ADD COLUMN scope_namespace text CHECK ((scope_namespace IS NULL) = (scope_permissions IS NULL));
ALTER TABLE api_token ADD COLUMN successor_id uuid;             -- of its latest rotation
ALTER TABLE api_token ADD COLUMN last_used_at timestamptz;
CREATE INDEX api_token_of_subject ON api_token (tenant, subject_id, id);
