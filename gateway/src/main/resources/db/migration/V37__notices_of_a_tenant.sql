-- Calls are taken tenant by tenant.
CREATE INDEX approval_notice_due_of_tenant ON approval_notice (tenant, next_at) WHERE state = 'waiting';
DROP INDEX approval_notice_due;
