package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.binding;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.secret;
import static dev.gatehouse.policy.Acme.submit;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.SECRET_FORBIDDEN;
import static dev.gatehouse.policy.Reason.TOKEN_SCOPE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.policy.Decision.Deny;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScopeTest {
    private static final Rule LAUNCHER = new Rule("role", Role.LAUNCHER.id(), Role.LAUNCHER.revision());

    private final Acme acme = new Acme().bind("b", "Launcher", "acme", "ada");
    private final Scope startsInData =
            new Scope(Acme.id("token"), Set.of(Permission.EXECUTION_CREATE), new Namespace("acme.data"));
    private final Subject ada = person("ada").within(Optional.of(startsInData));

    @Test
    void whatRoleAndScopeBothAllowIsAllowedAndBothAreNamed() {
        var permit = acme.allowed(lookUp(ada, "acme.data.etl/load"));

        assertThat(permit.grounds().rules())
                .containsExactly(binding("b"), LAUNCHER, new Rule("token", Acme.id("token"), 1));
    }

    @Test
    void anotherNamespaceIsDeniedAndTheTokenIsTheRule() {
        var decision = acme.decide(lookUp(ada, "acme.prod/load"));

        assertThat(((Deny<?>) decision).reasons())
                .containsExactly(new Reason(
                        TOKEN_SCOPE,
                        "The scope of token " + Acme.id("token") + " leaves no execution:create in acme.prod",
                        Optional.of(new Rule("token", Acme.id("token"), 1))));
    }

    @Test
    void theNamespaceAboveIsDenied() {
        assertThat(acme.denied(lookUp(ada, "acme/load"))).containsExactly(TOKEN_SCOPE);
    }

    @Test
    void anotherPermissionIsDenied() {
        var question = new ListQuestion(ada, Permission.EXECUTION_READ, new Namespace("acme.data"));

        assertThat(acme.denied(question)).containsExactly(TOKEN_SCOPE);
        assertThat(acme.allowed(new ListQuestion(person("ada"), Permission.EXECUTION_READ, new Namespace("acme.data")))
                        .namespace())
                .isEqualTo(new Namespace("acme.data"));
    }

    @Test
    void aScopeGivesNothingThatTheOwnerHasNotGot() {
        var wide = person("bob").within(Optional.of(new Scope(Acme.id("wide"), Permission.ALL, Namespace.ROOT)));

        assertThat(acme.denied(lookUp(wide, "acme.data/load"))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void anEmptyScopeLeavesNothing() {
        var nothing = person("ada").within(Optional.of(new Scope(Acme.id("none"), Set.of(), Namespace.ROOT)));

        assertThat(acme.denied(lookUp(nothing, "acme.data/load"))).containsExactly(TOKEN_SCOPE);
    }

    @Test
    void aSecretThatTheScopeDoesNotLeaveIsForbiddenHoweverMuchTheOwnerMay() {
        var owners = new Acme().bind("o", "Owner", "root", "ada");
        var db = secret("acme.data", "db");

        assertThat(owners.denied(submit(ada, "acme.data/load", true, db))).containsExactly(SECRET_FORBIDDEN);
        assertThat(owners.allowed(submit(person("ada"), "acme.data/load", true, db))
                        .secrets())
                .containsExactly(db);
    }
}
