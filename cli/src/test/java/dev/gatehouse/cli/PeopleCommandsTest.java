package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeopleCommandsTest {
    private static final String ADA = "0195c2a0-0000-7000-8000-000000000001";
    private static final String OPS = "0195c2a0-0000-7000-8000-000000000002";
    private static final String LINE = """
            {"id": "%s", "kind": "user", "name": "ada", "active": true, "since": "2026-11-27T10:00:00Z",
             "source": {"type": "scim", "client": "okta", "userName": "ada", "externalId": "00u1"}""".formatted(ADA);
    private static final String ROLES = """
            {"items": [{"role": "Launcher", "namespace": "acme", "by": {"kind": "rolebinding", "name": "ops-launch",
              "id": "b", "revision": 2}, "group": {"id": "%s", "name": "Ops"}}]}""".formatted(OPS);
    private static final String SUBJECT = LINE + """
            , "groups": {"items": [{"id": "%s", "name": "Ops", "source": "scim", "provenance": "scim:okta",
              "since": "2026-11-27T11:00:00Z"}], "next": "x"},
             "roles": %s,
             "tokens": [{"id": "t", "hint": "gha_…1234", "for": "ada", "expiresAt": "2027-01-01T00:00:00Z"}],
             "sessions": [{"id": "s", "provider": "okta", "client": "Firefox on Linux", "seenAt": "2026-11-27T12:00:00Z"}],
             "accessEnds": [{"id": "e", "reason": "administrator", "extent": "everything", "state": "running",
              "startedAt": "2026-11-27T12:00:00Z"}]}""".formatted(OPS, ROLES);
    private static final String GROUP = """
            {"id": "%s", "name": "Ops", "source": "scim", "client": "okta", "since": "2026-11-27T10:00:00Z", "members": 2,
             "roles": %s}""".formatted(OPS, ROLES);

    @TempDir
    private Path folder;

    private final FakeGateway gateway = new FakeGateway();

    @BeforeEach
    void writeTheHome() throws IOException {
        gateway.writeHome(folder, "gha_token");
    }

    @AfterEach
    void stopTheGateway() {
        gateway.close();
    }

    private CommandRun run(String... words) {
        return CommandRun.of(folder, words);
    }

    @Test
    void subjectListAsksForKindAndNameAndShowsALineForEach() {
        gateway.answers("GET /api/v1/demo/subjects?kind=user&name=a%20d", 200, "{\"items\": [" + LINE + "}]}");

        var run = run("subject", "list", "--kind", "user", "--name", "a d");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList()).hasSize(2).last().asString().contains(ADA, "scim:okta", "yes", "ada");
    }

    @Test
    void subjectShowSaysWhatItMayAndWhy() {
        gateway.answers("GET /api/v1/demo/subjects/" + ADA, 200, SUBJECT);

        var run = run("subject", "show", ADA);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "externalId 00u1",
                        "Launcher",
                        "rolebinding/ops-launch",
                        "Ops",
                        "gha_…1234",
                        "Firefox on Linux",
                        "administrator");
        assertThat(run.err()).contains("more groups");
        assertThat(run("subject", "show", ADA, "-o", "yaml").out()).contains("name: ada");
    }

    @Test
    void aSubjectIsFoundByItsWholeName() {
        gateway.answers(
                "GET /api/v1/demo/subjects?name=Ada",
                200,
                "{\"items\": [" + LINE + "}, "
                        + LINE.replace("\"name\": \"ada\"", "\"name\": \"adam\"")
                                .replace(ADA, OPS) + "}]}");
        gateway.answers("GET /api/v1/demo/subjects/" + ADA, 200, SUBJECT);

        assertThat(run("subject", "show", "Ada").out()).startsWith("ada\n");
    }

    @Test
    void aNameOfNobodyOrOfSeveralIsRefused() {
        gateway.answers("GET /api/v1/demo/subjects?name=eve", 200, "{\"items\": []}");
        gateway.answers("GET /api/v1/demo/subjects?name=ada", 200, "{\"items\": [" + LINE + "}, " + LINE + "}]}");

        assertThat(run("subject", "show", "eve").exit()).isEqualTo(3);
        assertThat(run("subject", "show", "ada").exit()).isEqualTo(2);
        assertThat(run("subject", "show", "ada").err()).contains(ADA);
    }

    @Test
    void groupListAndShow() {
        gateway.answers("GET /api/v1/demo/groups?name=Ops", 200, "{\"items\": [" + GROUP + "]}");
        gateway.answers("GET /api/v1/demo/groups/" + OPS, 200, GROUP);
        gateway.answers("GET /api/v1/demo/groups/" + OPS + "/members", 200, """
                {"items": [{"id": "%s", "kind": "user", "name": "ada", "active": false, "provenance": "scim:okta",
                  "since": "2026-11-27T11:00:00Z"}]}""".formatted(ADA));

        assertThat(run("group", "list", "--name", "Ops").out()).contains(OPS, "scim:okta");
        assertThat(run("group", "show", "Ops").out())
                .contains("members    2", "Launcher")
                .doesNotContain(ADA);
        assertThat(run("group", "show", OPS, "--members").out()).contains(ADA, "ada (inactive)");
        assertThat(run("group", "show", OPS, "--members", "-o", "json").out()).contains("\"memberList\"");
    }

    @Test
    void aGroupOfAScimClientThatIsNamedLikeOneOfClaimsIsToldFromIt() {
        String named = "{\"id\": \"%s\", \"name\": \"idp:fake/x\", \"source\": \"%s\", \"%s\": \"%s\"}";
        String both = "{\"items\": [" + named.formatted(OPS, "scim", "client", "okta") + ", "
                + named.formatted(ADA, "claim", "provider", "fake") + "]}";
        gateway.answers("GET /api/v1/demo/groups", 200, both);
        gateway.answers("GET /api/v1/demo/groups?name=idp%3Afake%2Fx", 200, both);

        assertThat(run("group", "list").out().lines().skip(1))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .startsWith(OPS + "  scim:okta ")
                                .endsWith("  idp:fake/x"),
                        second -> assertThat(second)
                                .startsWith(ADA + "  claim:fake ")
                                .endsWith("  idp:fake/x"));
        assertThat(run("group", "show", "idp:fake/x").err()).contains(OPS + "  scim:okta\n", ADA + "  claim:fake\n");
    }

    @Test
    void scimClientShowSaysWhatWentWrong() {
        gateway.answers("GET /api/v1/demo/scim-clients/okta", 200, """
                {"id": "c", "name": "okta", "lastSyncAt": "2026-11-27T12:00:00Z",
                 "activity": {"requests": 30, "errors": 2, "since": "2026-11-01T00:00:00Z"},
                 "counts": {"usersActive": 5, "usersInactive": 1, "usersDeleted": 0, "groups": 2, "memberships": 7,
                   "countedAt": "2026-11-27T12:00:00Z"},
                 "tokens": [{"id": "t", "hint": "gsc_…1234", "expiresAt": "2027-01-01T00:00:00Z"}],
                 "lastErrors": [{"at": "2026-11-27T11:59:00Z", "requestId": "4bf9", "method": "POST",
                   "route": "/scim/{tenant}/v2/Users", "status": 409, "scimType": "uniqueness", "detail": "There is one."}]}""");

        var run = run("scim", "client", "show", "okta");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "2026-11-27T12:00:00Z",
                        "30, 2 of them failed",
                        "5 active",
                        "7 memberships",
                        "4bf9",
                        "uniqueness");
    }
}
