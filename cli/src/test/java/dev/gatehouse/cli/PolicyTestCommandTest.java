package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestCommandTest {
    private static final String POLICY = """
            apiVersion: gatehouse.dev/v1
            kind: RoleBinding
            metadata: {namespace: acme.prod, name: launchers}
            spec: {role: Launcher, subjects: [{group: Engineers}, {serviceAccount: ci}]}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: acme.prod, name: two-people}
            spec:
              match: {actions: ["execution:create"]}
              when: "subject.kind == 'user' && !inGroup('on-call')"
              action: RequireApproval
              approval: {from: {groups: [release-managers]}, expires: PT4H}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Guardrail
            metadata: {namespace: acme.prod, name: no-force}
            spec:
              match: {actions: ["execution:create"], jobs: ["acme.prod/*"]}
              when: "'--force' in run.command"
              action: Deny
              message: Force nothing here.
            """;

    private static final String CASES = """
            policies: ["policies/*.yaml"]
            cases:
            - name: a pipeline starts it
              subject: {serviceAccount: ci}
              ask: {action: "execution:create", job: acme.prod/deploy}
              expect: allow
              rules: [Launcher, acme.prod/launchers]
            - name: a person waits
              subject: {user: ada, groups: [engineers]}
              ask: {action: "execution:create", job: acme.prod/deploy, now: "2026-11-27T10:00:00Z"}
              expect: approval
              rules: [acme.prod/two-people]
            - name: who is on call does not
              subject: {user: ada, groups: [engineers, on-call]}
              ask: {action: "execution:create", job: acme.prod/deploy}
              expect: allow
            - name: nobody forces
              subject: {serviceAccount: ci}
              ask:
                action: execution:create
                job: acme.prod/deploy
                command: [deploy]
                launch: {args: [--force]}
              expect: %s
            - name: a stranger reads nothing
              subject: {user: eve}
              ask: {action: "job:read", resource: acme.prod/deploy}
              expect: deny
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void writePolicies() throws IOException {
        Files.createDirectories(folder.resolve("policies"));
        write("policies/prod.yaml", POLICY);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    @Test
    void whatAnswersAsExpectedPasses() throws IOException {
        write("prod-test.yaml", CASES.formatted("deny"));

        assertThat(CommandRun.of(folder, "policy", "test")).isEqualTo(new CommandRun(0, """
                prod-test.yaml
                  ok    a pipeline starts it
                  ok    a person waits
                  ok    who is on call does not
                  ok    nobody forces
                  ok    a stranger reads nothing
                Cases: 5, failures: 0
                """, ""));
    }

    @Test
    void whatAnswersOtherwiseIsShownWithWhy() throws IOException {
        write("prod-test.yaml", CASES.formatted("allow"));

        assertThat(CommandRun.of(folder, "policy", "test", "prod-test.yaml")).isEqualTo(new CommandRun(1, """
                prod-test.yaml
                  ok    a pipeline starts it
                  ok    a person waits
                  ok    who is on call does not
                  FAIL  nobody forces (line 17)
                    - allow
                    + deny by acme.prod/no-force
                      Guardrail acme.prod/no-force denies it: Force nothing here.
                  ok    a stranger reads nothing
                Cases: 5, failures: 1
                """, ""));
    }

    @Test
    void theRightAnswerByOtherRulesFailsAndNamesPeople() throws IOException {
        write("x-test.yaml", """
                policies: [policies/prod.yaml]
                cases:
                - name: frozen
                  subject: {user: Eve}
                  ask: {action: "execution:create", job: acme.prod/deploy}
                  expect: deny
                  rules: [acme.prod/frozen]
                """);

        assertThat(CommandRun.of(folder, "policy", "test", ".").out()).contains("""
                    - deny by acme.prod/frozen
                    + deny
                      No binding gives user Eve execution:create in acme.prod
                """);
    }

    @Test
    void aProgramReadsTheSame() throws IOException {
        write("prod-test.yaml", CASES.formatted("allow"));

        CommandRun run = CommandRun.of(folder, "policy", "test", "-o", "json");

        assertThat(run.exit()).isEqualTo(1);
        var document = Installation.parse(run.out());
        assertThat(document.path("failures").asInt()).isEqualTo(1);
        assertThat(document.path("results").get(3).path("passed").asBoolean()).isFalse();
        assertThat(document.path("results").get(3).path("line").asInt()).isEqualTo(17);
        assertThat(document.path("results").get(3).path("actual").asText()).isEqualTo("deny");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expect: deny                 | expect: maybe                  | bad-test.yaml:6:11: what is expected is allow, deny or approval
            subject: {user: ada}         | subject: {usr: ada}            | bad-test.yaml:4:18: there is no usr here; there are groups, serviceAccount, user
            subject: {user: ada}         | subject: {user: ada, user: b}  | bad-test.yaml:4:24: the key stands twice
            subject: {user: ada}         | subject: {user: 7}             | bad-test.yaml:4:19: this is to be a text
            job: acme/x                  | job: acme                      | bad-test.yaml:5:42: a job is namespace/name
            job: acme/x                  | job: acme/x, now: soon         | bad-test.yaml:5:55: a moment is such as
            job: acme/x                  | resource: acme/x               | bad-test.yaml:5:47: there is no resource here
            policies/prod.yaml           | policies/none-*.yaml           | bad-test.yaml:1:12: there is no such file
            cases:                       | cases: [                       | bad-test.yaml:
            """)
    void whatCannotBeReadIsToldWithItsPlace(String good, String bad, String told) throws IOException {
        String text = """
                policies: [policies/prod.yaml]
                cases:
                - name: x
                  subject: {user: ada}
                  ask: {action: "execution:create", job: acme/x}
                  expect: deny
                """;
        assertThat(text).contains(good);
        write("bad-test.yaml", text.replace(good, bad));

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            inGroup('on-call')       | inGroup(on-call)       | policies/prod.yaml:11:9: the condition's line 1, column
            role: Launcher           | role: Nobody           | policies/prod.yaml:4:14: there is no such role
            action: RequireApproval  | action: Deny           | policies/prod.yaml:13:13: only RequireApproval is approved
            expires: PT4H            | expires: 4h            | policies/prod.yaml:13:59: not a duration of ISO 8601
            expires: PT4H            | expires: P31D          | between PT1M and P30D
            {group: Engineers}       | {team: Engineers}      | policies/prod.yaml:4:42: there is no team here
            kind: RoleBinding        | kind: RolBinding       | policies/prod.yaml:2:7: there is no kind RolBinding
            name: no-force           | name: two-people       | declared twice
            expires: PT4H            | expires: PT4H, count: 99 | policies/prod.yaml:13:72: this is at most 20
            expires: PT4H            | expires: PT4H, who: me | policies/prod.yaml:13:70: there is no who here
            expires: PT4H            | expires: PT4H, notify: ftp://x | policies/prod.yaml:13:73: not a URL that is called
            name: no-force           | name: No_Force         | policies/prod.yaml:17:40: this has another form
            message: Force nothing here. | at: start          | policies/prod.yaml:22:7: this is to be submit
            gatehouse.dev/v1         | gatehouse.dev/v2       | policies/prod.yaml:1:13: this is to be gatehouse.dev/v1
            """)
    void policiesThatCannotBeReadAreToldWithTheirPlace(String good, String bad, String told) throws IOException {
        assertThat(POLICY).contains(good);
        write("policies/prod.yaml", POLICY.replace(good, bad));
        write("prod-test.yaml", CASES.formatted("deny"));

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            at: submit, match: {actions: ["execution:create"]}, action: RequireApproval, approval: {from: {groups: [x]}, expires: PT1H} | 4:12: an approval is asked about again when it begins
            match: {actions: ["audit:read"]}, action: Deny                        | 4:25: what lies in no namespace is asked about in root only
            match: {actions: ["execution:fly"]}, action: Deny                     | 4:26: there is no such permission
            match: {actions: ["guardrail:write"]}, action: Deny                   | 4:26: a guardrail about guardrails could not be found, or not be taken back
            match: {actions: ["job:read"], jobs: ["acme/*"]}, action: Deny        | 4:45: only execution:create is of jobs
            match: {actions: ["execution:create"], jobs: [acme]}, action: Deny    | 4:54: not a pattern of full job names
            match: {actions: ["job:read"]}, action: RequireApproval, approval: {from: {groups: [x]}, expires: PT1H} | 4:48: only execution:create waits for approval
            match: {actions: ["execution:create"]}, action: RequireApproval       | 4:7: RequireApproval needs to say who approves
            match: {actions: ["execution:create"]}, action: Deny, when: "1 +"     | the condition's line 1, column
            """)
    void guardrailsThatAnApplyWouldRefuseAreRefused(String spec, String told) throws IOException {
        String guardrail = """
                apiVersion: gatehouse.dev/v1
                kind: Guardrail
                metadata: {namespace: acme, name: x}
                spec: {%s}
                """;
        write("policies/x.yaml", guardrail.formatted(spec));
        write("prod-test.yaml", CASES.formatted("deny"));

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains("policies/x.yaml:4:").contains(told);
        write("policies/x.yaml", guardrail.formatted("match: {actions: [\"execution:create\"]}, action: Deny"));
        assertThat(CommandRun.of(folder, "policy", "test").exit()).isEqualTo(1);
    }

    @Test
    void aTestBesideItsPoliciesIsNoneOfThemAndNeitherIsWhatHasNothingToDoWithThem() throws IOException {
        write("prod.yaml", POLICY);
        write("map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\n- a list\n---\n1: a number\n");
        write("role.yaml", "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: a}\nrules: []\n");
        write("other-test.yaml", CASES.formatted("deny"));
        write("prod-test.yaml", CASES.formatted("deny").replace("policies/*.yaml", "*.yaml"));

        assertThat(CommandRun.of(folder, "policy", "test").out()).endsWith("Cases: 10, failures: 0\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {a: [}                                                        | x.yaml:1:
            {apiVersion: gatehouse.dev/v1, kind: Gardrail}                | x.yaml:1:38: there is no kind Gardrail
            {apiVersion: gatehouse.dev/v1}                                | x.yaml:1:1: kind is missing here
            {kind: Guardrail, metadata: {namespace: a, name: b}, spec: x} | apiVersion is missing here
            {apiVersion: v1, kind: Guardrail, metadata: {}, spec: {}}     | x.yaml:1:14: this is to be gatehouse.dev/v1
            """)
    void whatIsMeantToBeARuleIsNotPassedOver(String document, String told) throws IOException {
        write("x.yaml", document);
        write("prod-test.yaml", CASES.formatted("deny").replace("policies/*.yaml", "{x,policies/prod}.yaml"));

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains(told);
    }

    @Test
    void aTestThatFindsOnlyItselfFindsNoPolicies() throws IOException {
        write("prod-test.yaml", CASES.formatted("deny").replace("policies/*.yaml", "*.yaml"));

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("prod-test.yaml:1:12: there is no such file");
    }

    @Test
    void aTestWithoutCasesIsNoSuccess() throws IOException {
        write("prod-test.yaml", "policies: [policies/prod.yaml]\ncases: []\n");

        CommandRun run = CommandRun.of(folder, "policy", "test");

        assertThat(run.exit()).as(run.out()).isEqualTo(2);
        assertThat(run.err()).contains("prod-test.yaml:2:8: there are no cases here");
    }

    @Test
    void aFolderWithoutTestsIsNoSuccess() {
        CommandRun run = CommandRun.of(folder, "policy", "test", "policies");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("no file in policies is named *-test.yaml");
    }
}
