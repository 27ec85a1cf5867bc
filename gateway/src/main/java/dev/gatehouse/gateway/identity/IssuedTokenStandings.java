package dev.gatehouse.gateway.identity;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.issuer.AccessGrant;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.AccessTokens.Verification;
import dev.gatehouse.gateway.issuer.Impersonator;
import dev.gatehouse.gateway.policy.SubjectFacts;
import dev.gatehouse.gateway.sso.TokenText;
import dev.gatehouse.policy.Scope;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectEpoch;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What access tokens of our own are worth: each names its subject as of one epoch, and is worthless under another. */
@Singleton
final class IssuedTokenStandings {
    private final AccessTokens tokens;
    private final SubjectFacts facts;

    IssuedTokenStandings(AccessTokens tokens, SubjectFacts facts) {
        this.tokens = tokens;
        this.facts = facts;
    }

    /** @param end when it is worth nothing any more */
    record Judged(TokenStanding standing, Instant end) {}

    /**
     * What the token is worth; nothing where it is none of ours.
     *
     * @throws DatabaseUnavailable when the subject cannot be looked up
     */
    Optional<Judged> of(String shown) {
        return TokenText.of(shown).flatMap(token -> switch (tokens.verify(token)) {
            case Verification.Good(var good) -> Optional.of(new Judged(standing(good.grant()), good.expiresAt()));
            case Verification.Refused(String reason) ->
                Optional.of(new Judged(new TokenStanding.Bad(reason), Instant.MIN));
            case Verification.NotOurs() -> Optional.empty();
        });
    }

    private TokenStanding standing(AccessGrant grant) {
        SubjectEpoch subject = grant.subject();
        boolean stands = stands(grant.tenant(), subject)
                && grant.impersonator()
                        .map(actor -> stands(grant.tenant(), actor.subject()))
                        .orElse(true);
        return stands
                ? new TokenStanding.Good(
                        grant.tenant(),
                        subject.subject(),
                        subject.epoch(),
                        Set.of(),
                        grant.impersonator().flatMap(Impersonator::token).map(Scope::whole),
                        grant.impersonator())
                : new TokenStanding.Bad("access_ended");
    }

    /** A token that was made a moment ago may know more than this gateway. */
    private boolean stands(String tenant, SubjectEpoch then) {
        return isAt(then, facts.live(tenant, then.subject())) || isAt(then, facts.reread(tenant, then.subject()));
    }

    static boolean isAt(SubjectEpoch then, Optional<Subject> now) {
        return now.filter(subject -> subject.active() && subject.epoch() == then.epoch())
                .isPresent();
    }
}
