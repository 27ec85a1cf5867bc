-- The address that a newcomer's provider said is verified, in lower case, by the latest token that said so. It tells one person
-- from another, and links nobody.
ALTER TABLE jit_user ADD COLUMN email_lc text COLLATE "C";

GRANT UPDATE (email_lc) ON jit_user TO ${appRole};
