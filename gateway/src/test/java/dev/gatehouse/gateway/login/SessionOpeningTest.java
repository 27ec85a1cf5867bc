package dev.gatehouse.gateway.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.identity.LinkedUsers.Link;
import dev.gatehouse.gateway.sso.IdToken;
import dev.gatehouse.gateway.sso.IdentityProviders;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A login opens one session, and none at the epoch after an access that ends while it is under way. */
@QuarkusTest
class SessionOpeningTest extends LoginCase {
    /** As many as are let through to one provider at once. */
    private static final int TOGETHER = 4;

    @Inject
    Sessions sessions;

    @Inject
    IdentityProviders providers;

    @Test
    void isAtTheEpochThatThePersonWasLinkedAt() {
        var linked = new Link.One(ada, 1, Optional.empty());
        var declared = providers.of("acme").stream()
                .filter(each -> each.name().equals(provider))
                .findFirst()
                .orElseThrow();
        var token = new IdToken(declared, "p", Optional.empty(), List.of(), Instant.now(), "p", Optional.empty());
        var shown = new LoginAnswer.Shown(Optional.empty(), Optional.empty(), ClientKind.of(""));
        assertThat(sessions.open(attempt(), token, linked, shown)).isInstanceOf(Opening.Opened.class);

        access.sql("UPDATE subject SET epoch = epoch + 1 WHERE id = ?", ada);

        assertThat(sessions.open(attempt(), token, linked, shown)).isEqualTo(new Opening.AccessEnded());
    }

    private static Attempt attempt() {
        return Attempt.next(new SecureRandom(), new LocalPath("/account/acme"));
    }

    /** The test's provider takes a code as often as it is shown. */
    @Test
    void happensOnceHoweverManyAnswersToOneLoginComeTogether() throws InterruptedException, ExecutionException {
        String answer = browser.answered(issuer, person);
        String begun = browser.value(Attempt.COOKIE);
        var together = new CountDownLatch(1);
        List<Future<Response>> answers = new ArrayList<>();

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < TOGETHER; i++) {
                var same = new Browser("acme", provider).with(Attempt.COOKIE, begun);
                answers.add(callers.submit(() -> {
                    together.await();
                    return same.get(answer);
                }));
            }
            together.countDown();
        }

        int opened = 0;
        for (Future<Response> each : answers) {
            if (each.get().statusCode() == 303) {
                opened++;
            } else {
                browser.refused(each.get(), 400, "code_refused");
            }
        }
        assertThat(opened).isEqualTo(1);
        assertThat(sessionsOfAda()).contains("1");
        browser.refused(browser.get(answer), 400, "code_refused");
        logIn();
        assertThat(sessionsOfAda()).contains("2");
    }

    private Optional<String> sessionsOfAda() {
        return access.query("SELECT count(*) FROM browser_session WHERE subject_id = ?", ada);
    }
}
