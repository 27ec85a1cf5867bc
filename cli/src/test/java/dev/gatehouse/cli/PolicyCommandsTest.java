package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {
    private static final String TENANT = "/api/v1/demo";
    private static final String DECISION = "019a0000-0000-7000-8000-00000000000d";
    private static final String ADA = "019a0000-0000-7000-8000-00000000000a";
    private static final String FOR_USER = """
            {"id": "%s", "form": "user", "at": "2030-01-01T00:00:00Z", "permission": "execution:create",
             "namespace": "acme.data", "object": "job/acme.data/etl",
             "reason_user": "None of your roles gives you execution:create in acme.data.", "outcome": "deny"
            """.formatted(DECISION);
    private static final String FOR_ADMIN = FOR_USER + """
            , "subject": {"id": "%s", "name": "ada"}, "tenantRevision": 7,
             "reasons": [{"code": "no_matching_role", "message": "No binding gives it"}],
             "nearMisses": [{"cause": "elsewhere", "text": "rolebinding of-ada@2 gives Launcher, but in acme.dev"}],
             "rules": [{"kind": "role", "id": "r", "name": "Operator", "namespace": "root", "revision": 1,
                        "currentRevision": 3}]}""".formatted(ADA);
    private static final String HOLDERS = """
            {"items": [
             {"kind": "group", "id": "g1", "name": "Ops", "role": "Launcher", "namespace": "acme",
              "by": {"kind": "rolebinding", "name": "ops", "id": "b", "revision": 1}},
             {"kind": "user", "id": "u1", "name": "ada", "role": "Launcher", "namespace": "acme",
              "by": {"kind": "rolebinding", "name": "ops", "id": "b", "revision": 1},
              "through": {"id": "g1", "name": "Ops"}},
             {"kind": "user", "id": "u2", "name": "bob", "role": "Launcher", "namespace": "acme",
              "by": {"kind": "rolebinding", "name": "of-bob", "id": "c", "revision": 1},
              "when": "inputs.a == 'b'", "expires": "2099-06-30T16:00:00Z"}]}""";

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

    private static String check(boolean allowed) {
        return """
                {"allowed": %s, "permission": "execution:create", "namespace": "acme.data",
                 "subject": {"id": "%s", "kind": "user", "name": "ada"}, "reason_user": "Because."}""".formatted(allowed, ADA);
    }

    @Test
    void explainShowsWhyAndWhatNearlyAllowedIt() {
        gateway.answers("GET " + TENANT + "/decisions/" + DECISION, 200, FOR_ADMIN);

        var run = run("policy", "explain", DECISION);

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .contains(
                        "deny       execution:create in acme.data",
                        "subject    ada  " + ADA,
                        "near       rolebinding of-ada@2 gives Launcher, but in acme.dev",
                        "rule       role root/Operator@1 (now @3)");
    }

    @Test
    void explainShowsTheFormForUsersWhereThatIsWanted() {
        gateway.answers("GET " + TENANT + "/decisions/" + DECISION + "?form=user", 200, FOR_USER + "}");

        var run = run("policy", "explain", DECISION, "--redacted");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("None of your roles gives you execution:create")
                .doesNotContain("subject", "near", "rule ");
    }

    @Test
    void explainSendsNothingThatIsNoId() {
        var run = run("policy", "explain", "gha_secret");

        assertThat(run.exit()).isEqualTo(ExitCode.USAGE.number());
        assertThat(run.err()).doesNotContain("gha_secret");
    }

    @Test
    void canIEndsWithZeroWhereTheAnswerIsYesAndWithOneWhereItIsNo() {
        gateway.answers("POST " + TENANT + "/policy/can-i", 200, check(true));
        var yes = run("policy", "can-i", "create", "execution", "--namespace", "acme.data");
        gateway.answersInstead("POST " + TENANT + "/policy/can-i", 200, check(false));
        var no = run("policy", "can-i", "create", "execution", "-n", "acme.data");

        assertThat(yes.exit()).as(yes.err()).isZero();
        assertThat(yes.out()).startsWith("yes        execution:create in acme.data");
        assertThat(no.exit()).isEqualTo(ExitCode.NEGATIVE.number());
        assertThat(no.out()).startsWith("no         execution:create in acme.data");
    }

    @Test
    void canIAsksAboutSomebodyElseByName() {
        gateway.answers(
                "GET " + TENANT + "/subjects?name=ada",
                200,
                "{\"items\": [{\"id\": \"%s\", \"name\": \"ada\"}]}".formatted(ADA));
        gateway.answers("POST " + TENANT + "/policy/can-i", 200, check(true));

        var run = run("policy", "can-i", "create", "execution", "--as", "ada");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(gateway.requests().getLast().body())
                .contains("\"subject\":\"" + ADA + "\"", "\"namespace\":\"root\"");
    }

    @Test
    void whoCanShowsALineForEachAndThroughWhichGroup() {
        gateway.answers(
                "GET " + TENANT + "/policy/who-can?permission=execution%3Acreate&namespace=acme&members=true",
                200,
                HOLDERS);

        var run = run("policy", "who-can", "create", "execution", "-n", "acme", "--members");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out().lines().toList())
                .hasSize(4)
                .satisfies(lines -> assertThat(lines.get(1)).contains("group", "rolebinding/ops", "Ops"))
                .satisfies(lines ->
                        assertThat(lines.get(2)).contains("user", "ada, of Ops").doesNotContain("when", "until"))
                .satisfies(lines ->
                        assertThat(lines.get(3)).endsWith("bob, until 2099-06-30T16:00:00Z, when inputs.a == 'b'"));
    }

    @Test
    void aRefusalSaysWhatWasMissingAndWhereMoreIsSaid() {
        gateway.answers(
                "GET " + TENANT + "/policy/who-can?permission=execution%3Acreate&namespace=root&members=false",
                403,
                """
                {"code": "forbidden", "detail": "You may not do this here.", "decision": "%s",
                 "reason_user": "None of your roles gives you policy:read in root."}""".formatted(DECISION));

        var run = run("policy", "who-can", "create", "execution");

        assertThat(run.exit()).isEqualTo(ExitCode.REFUSED.number());
        assertThat(run.err())
                .contains("None of your roles gives you policy:read in root.", "gatehouse policy explain " + DECISION);
    }

    @Test
    void whatOthersNamedIsShownEscaped() {
        gateway.answers(
                "GET " + TENANT + "/decisions/" + DECISION, 200, FOR_ADMIN.replace("\"ada\"", "\"ada\\u001b[2J\""));

        assertThat(run("policy", "explain", DECISION).out())
                .contains("ada\\u001b[2J")
                .doesNotContain("\u001b");
    }
}
