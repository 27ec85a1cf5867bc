-- What the gateway's role may change of stops and approvals: how they go on, and nothing of what was asked for or said. Of the
-- digest of an approval, a vote or a switch's extent nobody who speaks as the gateway makes another one afterwards.
REVOKE UPDATE ON kill_switch, kill_switch_step, maintenance, approval, approval_vote, approval_notice FROM ${appRole};
GRANT UPDATE (revision, expires_at, lifted_at, lifted_by, done_at) ON kill_switch TO ${appRole};
GRANT UPDATE (cursor, ended, done_at) ON kill_switch_step TO ${appRole};
GRANT UPDATE (revision, message, ended_at, ended_by) ON maintenance TO ${appRole};
GRANT UPDATE (outcome, decided_at) ON approval TO ${appRole};
GRANT UPDATE (void_at) ON approval_vote TO ${appRole};
GRANT UPDATE (state, tries, next_at, error) ON approval_notice TO ${appRole};
