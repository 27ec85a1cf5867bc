package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What one person has in many browsers is bounded, and ends at once. */
@QuarkusTest
class ManySessionsTest extends LoginCase {
    @Inject
    Logouts logouts;

    /** As many more, each used a second before the one before it. */
    private void fill(int more) {
        access.sql("""
                INSERT INTO browser_session (tenant, id, subject_id, epoch, hash, provider_id, provider_issuer, provider_client,
                                             provider_subject, claim_groups, client, started_at, seen_at, ends_at)
                SELECT s.tenant, gen_random_uuid(), s.subject_id, s.epoch, sha256((s.id::text || n)::bytea), s.provider_id,
                       s.provider_issuer, s.provider_client, s.provider_subject, s.claim_groups, s.client, s.started_at,
                       s.seen_at - n * interval '1 second', s.ends_at
                  FROM browser_session s, generate_series(1, ?) AS n WHERE s.subject_id = ?""", more, ada);
    }

    private String count(String of) {
        return access.query("SELECT count(*) FROM " + of, ada).orElseThrow();
    }

    private String living() {
        return count("browser_session WHERE ended_at IS NULL AND subject_id = ?");
    }

    private String endedForTooMany() {
        return access.query("""
                        SELECT count(*) FROM event WHERE tenant = 'acme' AND code = 'login.ended'
                           AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'reason' = 'too_many'
                           AND convert_from(leaf, 'UTF8')::jsonb ->> 'actor' = ?""", ada.toString()).orElseThrow();
    }

    @Test
    void theLoginThatIsOneTooManyEndsTheOneThatWasUsedLongestAgo() {
        logIn();
        fill(48);
        String oldest = "browser_session WHERE subject_id = ? AND ended_at IS NULL"
                + " AND seen_at = (SELECT min(seen_at) FROM browser_session WHERE subject_id = '" + ada + "')";

        new Browser("acme", provider).logIn(issuer, person).then().statusCode(303);
        assertThat(living()).isEqualTo("50");
        assertThat(endedForTooMany()).isEqualTo("0");
        assertThat(count(oldest)).isEqualTo("1");
        new Browser("acme", provider).logIn(issuer, person).then().statusCode(303);

        assertThat(living()).isEqualTo("50");
        assertThat(endedForTooMany()).isEqualTo("1");
        assertThat(count(oldest)).isEqualTo("0");
        page().then().statusCode(200);
    }

    @Test
    void aLogoutOfThousandsIsOneOfAFewStatements() {
        logIn();
        fill(3000);
        UUID other = user("other-" + mark);
        var session = access.query(
                        "SELECT id FROM browser_session WHERE subject_id = ? ORDER BY seen_at DESC LIMIT 1", ada)
                .map(UUID::fromString)
                .orElseThrow();

        logouts.logOutOthers(session(session));

        assertThat(living()).isEqualTo("1");
        assertThat(count("access_end WHERE extent = 'session' AND subject_id = ?"))
                .isEqualTo("3000");
        assertThat(access.query("SELECT count(*) FROM access_end WHERE subject_id = ?", other))
                .contains("0");
        page().then().statusCode(200);
    }

    private BrowserSession session(UUID id) {
        return new BrowserSession("acme", id, ada, id, provider, List.of(), Instant.now(), Instant.now(), false);
    }
}
