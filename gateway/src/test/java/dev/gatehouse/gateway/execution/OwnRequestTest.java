package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.EmbeddedPostgresResource;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.oidc.OidcCalls;
import dev.gatehouse.observability.ExecutionId;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody approves what they asked for themselves, by whatever name; each way has a twin in which it is somebody else. */
@QuarkusTest
@WithTestResource(value = EmbeddedPostgresResource.class, scope = TestResourceScope.GLOBAL)
class OwnRequestTest {
    @Inject
    Stage stage;

    @Inject
    TwoPeople people;

    @Inject
    Directory directory;

    private TwoPeople.Cast cast;

    @BeforeEach
    void cast() {
        cast = people.cast(1);
    }

    /** Somebody of another SCIM client, who may start the scene's job. */
    private Account asker() {
        return directory.launcher(directory.client(), cast.scene());
    }

    private void adaIsRefused(ExecutionId id) {
        people.approve(cast.ada(), id).statusCode(403).body("code", equalTo("own_request"));
        assertThat(people.outcome(id)).isEqualTo("waiting");
        people.approve(cast.bob(), id).statusCode(200).body("state", equalTo("approved"));
    }

    private void externalId(UUID user, String value) {
        stage.sql("UPDATE directory_user SET external_id = ? WHERE id = ?", value, user);
    }

    private void email(UUID user, String value) {
        stage.sql(
                "INSERT INTO user_email (tenant, user_id, position, value, value_lc) VALUES ('acme', ?, 0, ?, ?)",
                user,
                value,
                value.toLowerCase(Locale.ROOT));
    }

    private String mark() {
        return UUID.randomUUID().toString();
    }

    @Test
    void theSameValueAtAnIdentityProviderIsTheSamePerson() {
        Account asker = asker();
        String value = mark();
        externalId(asker.subject(), value);
        externalId(cast.ada().subject(), value);
        externalId(cast.bob().subject(), mark());

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void aFormerValueIsToo() {
        Account asker = asker();
        String value = mark();
        externalId(asker.subject(), value);
        stage.sql("""
                INSERT INTO former_external_id (tenant, client_id, external_id, user_id)
                SELECT tenant, client_id, ?, id FROM directory_user WHERE id = ?""", value, cast.ada().subject());

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void whoCameInJustInTimeIsTheOneWhoIsProvisioned() {
        String value = mark();
        Account asker = stage.access().account("acme", "Launcher", cast.scene().namespace());
        stage.sql(
                "INSERT INTO jit_user (tenant, issuer, claim, value, subject_id) VALUES ('acme', ?, 'sub', ?, ?)",
                "https://idp.example/" + value,
                value,
                asker.subject());
        externalId(cast.ada().subject(), value);

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void theVerifiedAddressOfWhoCameInJustInTimeIsThatPerson() {
        String address = "ada-" + mark() + "@example.com";
        Account asker = newcomer(address);
        email(cast.ada().subject(), address.toUpperCase(Locale.ROOT));

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void whoCameInJustInTimeWithAnotherAddressIsAnother() {
        Account asker = newcomer("eve-" + mark() + "@example.com");
        email(cast.ada().subject(), "ada-" + mark() + "@example.com");
        ExecutionId id = people.waiting(cast, asker);

        people.approve(cast.ada(), id).statusCode(200).body("state", equalTo("approved"));
    }

    private Account newcomer(String address) {
        Account asker = stage.access().account("acme", "Launcher", cast.scene().namespace());
        stage.sql(
                "INSERT INTO jit_user (tenant, issuer, claim, value, subject_id, emails_lc)"
                        + " VALUES ('acme', ?, 'sub', ?, ?, ARRAY['somebody@example.com', ?])",
                "https://idp.example/" + asker.subject(),
                mark(),
                asker.subject(),
                address);
        return asker;
    }

    @Test
    void theSameAddressIsTheSamePersonInAnyCase() {
        Account asker = asker();
        String mark = mark();
        email(asker.subject(), "Ada-" + mark + "@Example.com");
        email(cast.ada().subject(), "ada-" + mark.toUpperCase(Locale.ROOT) + "@example.COM");
        email(cast.bob().subject(), "bob-" + mark + "@example.com");

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void aNameThatIsAnAddressCountsAsOne() {
        Account asker = asker();
        String name = "ada-" + mark() + "@example.com";
        stage.sql(
                "UPDATE directory_user SET user_name = ?, user_name_lc = ? WHERE id = ?", name, name, asker.subject());
        email(cast.ada().subject(), name);

        adaIsRefused(people.waiting(cast, asker));
    }

    @Test
    void whoActedAsTheOneWhoAskedAskedToo() {
        Account launcher = cast.scene().launcher();
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: Role
                metadata: {name: act-%1$s}
                spec: {permissions: ["subject:impersonate"]}
                ---
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: root, name: act-%1$s}
                spec: {role: act-%1$s, subjects: [{id: "%2$s"}]}
                """.formatted(
                        cast.scene().namespace(), cast.ada().subject()));
        String shown = OidcCalls.actingAs(cast.ada(), launcher.subject());

        adaIsRefused(people.waiting(cast, new Account("acme", launcher.subject(), launcher.name(), shown)));
    }

    @Test
    void whoMadeTheTokenThatWasShownAskedToo() {
        Account launcher = cast.scene().launcher();
        stage.sql(
                "UPDATE api_token SET created_by = ? WHERE id = ?::uuid",
                cast.ada().subject(),
                stage.token(launcher));

        adaIsRefused(people.waiting(cast, launcher));
    }

    /** Somebody whose token the launcher shows, made by that account. */
    private Account makerOf(Account made) {
        Account maker = stage.access().stranger("acme");
        madeBy(made, maker.subject());
        return maker;
    }

    private void madeBy(Account made, UUID maker) {
        stage.sql("UPDATE api_token SET created_by = ? WHERE id = ?::uuid", maker, stage.token(made));
    }

    private void nobodyDecides(ExecutionId id) {
        for (Account voter : cast.approvers()) {
            people.approve(voter, id).statusCode(403).body("code", equalTo("voter_unknown"));
        }
        assertThat(people.outcome(id)).isEqualTo("waiting");
    }

    @Test
    void whoMadeTheTokenOfTheAccountThatMadeTheTokenAskedToo() {
        Account launcher = cast.scene().launcher();
        madeBy(makerOf(makerOf(launcher)), cast.ada().subject());

        adaIsRefused(people.waiting(cast, launcher));
    }

    @Test
    void accountsThatMadeEachOthersTokensHaveAnEnd() {
        Account launcher = cast.scene().launcher();
        Account first = makerOf(launcher);
        Account second = makerOf(first);
        madeBy(second, first.subject());
        madeBy(stage.withAnotherToken(first), cast.ada().subject());

        adaIsRefused(people.waiting(cast, launcher));
    }

    @Test
    void whoDeclaredTheAccountThatMadeTheTokenAskedToo() {
        Account launcher = cast.scene().launcher();
        declare(makerOf(launcher), cast.ada());

        adaIsRefused(people.waiting(cast, launcher));
    }

    @Test
    void whoDeclaredAnAccountThatCameWithAnApiTokenDidNotAsk() {
        Account launcher = cast.scene().launcher();
        madeBy(launcher, directory.person(directory.client()).subject());
        declare(launcher, cast.ada());
        ExecutionId id = people.waiting(cast, launcher);

        people.approve(cast.ada(), id).statusCode(200).body("state", equalTo("approved"));
    }

    @Test
    void whoDeclaredTheAccountThatCameWithAKeyAskedToo() {
        Account launcher = cast.scene().launcher();
        String shown = OidcCalls.byKey(cast.scene().owner(), launcher.name());
        isAuthor(cast.ada(), launcher);

        adaIsRefused(people.waiting(cast, new Account("acme", launcher.subject(), launcher.name(), shown)));
    }

    private void declare(Account account, Account author) {
        stage.apply(cast.scene().owner(), """
                apiVersion: gatehouse.dev/v1
                kind: ServiceAccount
                metadata: {name: %s}
                spec: {}
                """.formatted(account.name()));
        isAuthor(author, account);
    }

    /** Of another revision of the declaration. */
    private void isAuthor(Account author, Account account) {
        stage.sql("""
                INSERT INTO resource_revision (tenant, id, revision, spec, digest, author)
                SELECT tenant, id, revision + 1, spec, digest, ? FROM resource
                 WHERE tenant = 'acme' AND kind = 'serviceaccount' AND name = ?""", author.subject(), account.name());
    }

    @Test
    void whoMadeTheTokenOfWhoActedAsTheOneWhoAskedAskedToo() {
        Account launcher = cast.scene().launcher();
        madeBy(cast.scene().owner(), cast.ada().subject());
        String shown = OidcCalls.actingAs(cast.scene().owner(), launcher.subject());

        adaIsRefused(people.waiting(cast, new Account("acme", launcher.subject(), launcher.name(), shown)));
    }

    @Test
    void wherePartOfTheWayIsDeletedNobodyDecides() {
        Account launcher = cast.scene().launcher();
        Account maker = makerOf(launcher);
        stage.sql("UPDATE subject SET active = false, name = name || '#' || id WHERE id = ?", maker.subject());

        nobodyDecides(people.waiting(cast, launcher));
    }

    @Test
    void whereTooManyCouldBeBehindItNobodyDecides() {
        Account launcher = cast.scene().launcher();
        stage.sql("""
                INSERT INTO api_token (tenant, id, subject_id, hash, hint, expires_at, created_by)
                SELECT tenant, gen_random_uuid(), id, sha256(gen_random_uuid()::text::bytea), '', now(), gen_random_uuid()
                  FROM subject, generate_series(1, 101) WHERE id = ?""", makerOf(launcher).subject());

        nobodyDecides(people.waiting(cast, launcher));
    }

    @Test
    void whoseTokenSomebodyElseMadeIsNotSurelyThatPerson() {
        Account other = new Account(
                "acme",
                cast.ada().subject(),
                cast.ada().name(),
                stage.withAnotherToken(cast.ada()).token());
        madeBy(other, cast.scene().owner().subject());
        ExecutionId id = people.waiting(cast);

        people.approve(other, id).statusCode(403).body("code", equalTo("voter_unknown"));
        people.approve(cast.ada(), id).statusCode(403).body("code", equalTo("voter_unknown"));

        assertThat(people.outcome(id)).isEqualTo("waiting");
        people.approve(cast.bob(), id).statusCode(200).body("state", equalTo("approved"));
    }

    @Test
    void onePersonWithTwoNamesIsNotTwo() {
        var two = people.cast(2);
        ExecutionId id = people.waiting(two);
        String mark = mark();
        externalId(two.ada().subject(), mark);
        email(two.bob().subject(), mark);

        people.approve(two.ada(), id).statusCode(200);
        people.approve(two.bob(), id).statusCode(409).body("code", equalTo("already_voted"));

        assertThat(people.outcome(id)).isEqualTo("waiting");
    }
}
