package dev.gatehouse.gateway.deprovision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.TestAccess;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks whether all of somebody's access ended does not walk through all of the person's logouts. */
@QuarkusTest
class EndPlanTest {
    @Inject
    TestAccess access;

    @ParameterizedTest
    @ValueSource(strings = {"SELECT max(started_at)", "SELECT 1"})
    void readsTheEndsOfEverythingAlone(String select) {
        UUID subject = access.stranger("acme").subject();
        access.sql("""
                INSERT INTO access_end (tenant, id, subject_id, epoch, reason, extent, session_id, caused_by, done_at)
                SELECT 'acme', gen_random_uuid(), ?, 1, 'logged_out', 'session', gen_random_uuid(), ?, now()
                  FROM generate_series(1, 3000)""", subject, subject);

        assertThat(access.query(
                        "EXPLAIN (FORMAT JSON) " + select
                                + " FROM access_end WHERE tenant = 'acme' AND subject_id = ? AND extent = 'everything'"
                                + (select.contains("max") ? "" : " AND epoch > 1"),
                        subject))
                .hasValueSatisfying(plan -> assertThat(plan).contains("access_end_of_everything"));
    }
}
