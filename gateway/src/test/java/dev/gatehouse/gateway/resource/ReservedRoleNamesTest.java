package dev.gatehouse.gateway.resource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.identity.TestAccess;
import dev.gatehouse.gateway.identity.TestAccess.Account;
import dev.gatehouse.gateway.identity.TestDirectory;
import dev.gatehouse.gateway.policy.SnapshotLoader;
import dev.gatehouse.gateway.sso.FakeIssuer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles that were declared before there were built-in ones of their names. */
@QuarkusTest
class ReservedRoleNamesTest {
    private static final String TENANT = "globex";
    private static final Duration LIFE = Duration.ofMinutes(5);

    @Inject
    TestAccess access;

    @Inject
    TestDirectory directory;

    @Inject
    SnapshotLoader policies;

    @Inject
    ReservedRoleNames names;

    @Inject
    ObjectMapper json;

    private final UUID role = UUID.randomUUID();
    private Account holder;

    @BeforeEach
    void declareItAsOneCouldBefore() {
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'role', 'root', 'Auditor', ?, 1, '{"permissions": ["job:read"]}', repeat('0', 64), ?)""", TENANT, role, role);
        holder = access.account(TENANT, "Auditor", "root");
    }

    @AfterEach
    void forgetIt() {
        access.sql("DELETE FROM resource WHERE tenant = ? AND id = ?", TENANT, role);
    }

    private void free() {
        names.free();
        policies.refresh(TENANT);
    }

    private static int status(Account by, String path) {
        return given().auth().oauth2(by.token()).get("/api/v1/globex/" + path).statusCode();
    }

    private String of(String column, String condition, Object... values) {
        return access.query("SELECT " + column + " FROM resource WHERE tenant = 'globex' AND " + condition, values)
                .orElseThrow();
    }

    @Test
    void whoHeldOneGoesOnToHoldWhatItSaid() {
        free();

        assertThat(status(holder, "jobs")).isEqualTo(200);
        assertThat(status(holder, "rolebindings")).isEqualTo(403);
        assertThat(status(access.account(TENANT, "Auditor", "root"), "rolebindings"))
                .isEqualTo(200);
    }

    @Test
    void theRoleAndWhatGivesItHaveItsNewName() {
        free();

        String name = of("name", "id = ?", role);
        assertThat(name).matches("Auditor-declared(-\\d+)?");
        String binding = "name = 'of-" + holder.subject() + "'";
        assertThat(of("spec ->> 'role'", binding)).isEqualTo(name);
        assertThat(of("revision", binding)).isEqualTo("2");
        assertThat(of("digest", binding)).matches("[0-9a-f]{64}").isNotEqualTo("0".repeat(64));
        assertThat(of("author", binding)).isEqualTo(holder.subject().toString());
    }

    @Test
    void howeverManyGiveItAllAreMoved() {
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                SELECT ?, 'rolebinding', 'root', 'of-many-' || n || ?, gen_random_uuid(), 1,
                       jsonb_build_object('role', 'Auditor', 'subjects',
                                          jsonb_build_array(jsonb_build_object('id', gen_random_uuid()))),
                       repeat('0', 64), ?
                  FROM generate_series(1, 450) AS n""", TENANT, "-" + role, holder.subject());

        free();

        assertThat(of(
                        "count(*)",
                        "kind = 'rolebinding' AND spec ->> 'role' = 'Auditor' AND author = ?",
                        holder.subject()))
                .isEqualTo("0");
        assertThat(of("count(*)", "kind = 'rolebinding' AND revision = 2 AND author = ?", holder.subject()))
                .isEqualTo("451");
    }

    @Test
    void itIsOnRecord() {
        free();

        assertThat(access.query(
                        "SELECT count(*) FROM event WHERE tenant = ? AND code = 'role.renamed' AND encode(leaf, 'escape') LIKE ?",
                        TENANT,
                        "%role/" + role + "@1%"))
                .contains("1");
    }

    @Test
    void nothingIsRenamedTwiceAndNoOtherRoleAtAll() {
        UUID other = UUID.randomUUID();
        access.sql("""
                INSERT INTO resource (tenant, kind, namespace, name, id, revision, spec, digest, author)
                VALUES (?, 'role', 'root', ?, ?, 1, '{"permissions": ["job:read"]}', repeat('0', 64), ?)""", TENANT, "r-" + other, other, other);
        free();
        String name = of("name", "id = ?", role);

        free();

        assertThat(of("name", "id = ?", role)).isEqualTo(name);
        assertThat(of("name", "id = ?", other)).isEqualTo("r-" + other);
        assertThat(of("revision", "name = 'of-" + holder.subject() + "'")).isEqualTo("2");
    }

    @Test
    void whoHeldOneByTheWordOfAProviderGoesOnToHoldWhatItSaid() throws IOException {
        String mark = role.toString().substring(24);
        String provider = "corp-" + mark;
        directory.link(TENANT, "person-" + mark, user());
        try (var issuer = new FakeIssuer()) {
            apply(issuer.declaration(provider)
                    .replace(
                            "groupsClaim: groups",
                            "groupsClaim: groups, grants: [{group: auditors, role: Auditor, namespace: root}]"));
            var told = new Account(TENANT, role, "", issuer.token("person-" + mark, LIFE, "auditors"));
            var untold = new Account(TENANT, role, "", issuer.token("person-" + mark, LIFE, "others"));
            assertThat(status(told, "rolebindings"))
                    .as("what the built-in one says")
                    .isEqualTo(200);

            free();

            assertThat(status(told, "jobs")).isEqualTo(200);
            assertThat(status(told, "rolebindings")).isEqualTo(403);
            assertThat(status(untold, "jobs")).isEqualTo(403);
            assertThat(of("spec -> 'grants' -> 0 ->> 'role'", "kind = 'identityprovider' AND name = ?", provider))
                    .isEqualTo(of("name", "id = ?", role));
        } finally {
            access.sql(
                    "DELETE FROM resource WHERE tenant = ? AND kind = 'identityprovider' AND name = ?",
                    TENANT,
                    provider);
        }
    }

    private UUID user() {
        UUID id = UUID.randomUUID();
        access.sql("INSERT INTO subject (tenant, id, kind, name) VALUES (?, ?, 'user', ?)", TENANT, id, "user-" + id);
        return id;
    }

    private void apply(String yaml) {
        given().auth()
                .oauth2(access.account(TENANT, "Owner", "root").token())
                .contentType("application/yaml")
                .body(yaml.getBytes(StandardCharsets.UTF_8))
                .post("/api/v1/" + TENANT + "/apply")
                .then()
                .statusCode(200);
    }

    @Test
    void whatAProviderMapsToItIsMoved() throws JsonProcessingException {
        var spec = json.readTree("""
                {"issuer": "https://idp.example", "grants": [
                    {"group": "a", "role": "Auditor", "namespace": "root"},
                    {"group": "b", "role": "Viewer", "namespace": "acme"}]}""");

        ReservedRoleNames.rename(spec, "Auditor", "Auditor-declared");

        assertThat(spec).isEqualTo(json.readTree("""
                {"issuer": "https://idp.example", "grants": [
                    {"group": "a", "role": "Auditor-declared", "namespace": "root"},
                    {"group": "b", "role": "Viewer", "namespace": "acme"}]}"""));
    }
}
