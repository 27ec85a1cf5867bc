package dev.gatehouse.gateway.identity;

import jakarta.inject.Singleton;
import java.util.UUID;

/** Says in the rows of the directory who is who, as a SCIM client would. */
@Singleton
public final class TestDirectory {
    private final TestAccess access;

    TestDirectory(TestAccess access) {
        this.access = access;
    }

    /** From now on the person is this user of the tenant. */
    public void link(String tenant, String person, UUID user) {
        access.sql("""
                INSERT INTO scim_client (tenant, id, name, created_by)
                VALUES (?, gen_random_uuid(), 'directory', gen_random_uuid()) ON CONFLICT DO NOTHING""", tenant);
        access.sql("""
                INSERT INTO directory_user (tenant, id, client_id, user_name, user_name_lc, external_id, attributes)
                SELECT ?, ?, id, ?, ?, ?, '{}' FROM scim_client WHERE tenant = ? AND name = 'directory'""", tenant, user, user.toString(), user.toString(), person, tenant);
    }

    /** From now on it is nobody, and never was anybody. */
    void unlink(String tenant, String person) {
        access.sql("UPDATE directory_user SET external_id = NULL WHERE tenant = ? AND external_id = ?", tenant, person);
    }

    /** All of the user's access ended that many seconds from now. */
    void ended(String tenant, UUID user, int seconds) {
        access.sql("""
                INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, caused_by, started_at, done_at)
                VALUES (?, gen_random_uuid(), ?, 1, 'security_event', 'everything', gen_random_uuid(),
                        now() + make_interval(secs => ?), now())""", tenant, user, seconds);
    }
}
