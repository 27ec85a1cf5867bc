package dev.gatehouse.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TokenUsesTest {
    @Inject
    TestAccess access;

    @Inject
    TokenUses uses;

    @Inject
    ApiTokens tokens;

    @Inject
    Transactions transactions;

    @Test
    void aUseIsWrittenWithinSecondsAndNotByTheRequest() {
        var ada = access.stranger("acme");

        look(ada);
        uses.write();

        assertThat(lastUsed(ada)).isPresent();
    }

    @Test
    void whatIsNeverUsedShowsNoUse() {
        var ada = access.stranger("acme");

        uses.write();

        assertThat(lastUsed(ada)).isEmpty();
    }

    @Test
    void aTokenIsWrittenAtMostOnceAnHour() {
        var ada = access.stranger("acme");
        used(ada, "59 min");
        Optional<String> before = lastUsed(ada);

        look(ada);
        uses.write();

        assertThat(lastUsed(ada)).isEqualTo(before);

        used(ada, "61 min");
        before = lastUsed(ada);
        look(ada);
        uses.write();

        assertThat(lastUsed(ada)).isNotEqualTo(before);
    }

    @Test
    void anEndedTokenIsNotUsed() {
        var ada = access.stranger("acme");
        access.sql("UPDATE api_token SET revoked_at = now() WHERE subject_id = ?", ada.subject());

        look(ada);
        uses.write();

        assertThat(lastUsed(ada)).isEmpty();
    }

    @Test
    void writingAUseEndsNobodysAccess() {
        var ada = access.stranger("acme");

        look(ada);
        uses.write();

        assertThat(access.query("SELECT epoch FROM subject WHERE id = ?", ada.subject()))
                .contains("1");
    }

    private void look(TestAccess.Account account) {
        ApiToken token = ApiToken.parse(account.token()).orElseThrow();
        transactions.run(connection -> tokens.find(connection, token));
    }

    private void used(TestAccess.Account account, String ago) {
        access.sql(
                "UPDATE api_token SET last_used_at = now() - ?::interval WHERE subject_id = ?", ago, account.subject());
    }

    private Optional<String> lastUsed(TestAccess.Account account) {
        return access.query("SELECT last_used_at FROM api_token WHERE subject_id = ?", account.subject());
    }
}
