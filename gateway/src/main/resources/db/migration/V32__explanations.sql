-- Why policy answered as it did: the rules that determined it and, of a denial, its reasons and what nearly allowed it.
-- Questions of before have none.
ALTER TABLE question ADD COLUMN explanation jsonb;
ALTER TABLE question ALTER COLUMN explanation SET STATISTICS 0;
