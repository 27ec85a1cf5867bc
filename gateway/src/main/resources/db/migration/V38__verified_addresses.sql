-- The addresses that a newcomer's provider ever said are verified, in lower case. They tell one person from another, and link
-- nobody. None is forgotten: whoever changes address stays the person that they were.
ALTER TABLE jit_user ADD COLUMN emails_lc text[] COLLATE "C" NOT NULL DEFAULT '{}';

GRANT UPDATE (emails_lc) ON jit_user TO ${appRole};
