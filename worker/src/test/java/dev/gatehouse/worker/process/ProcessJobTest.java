package dev.gatehouse.worker.process;

import static dev.gatehouse.worker.ReportRequest.Outcome.FAILED;
import static dev.gatehouse.worker.ReportRequest.Outcome.SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.Part.SecretPart;
import dev.gatehouse.worker.Part.Text;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.Until;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProcessJobTest {
    private static final String CANARY = "canary-7c1d93/Zq";

    private final JobBench bench;

    ProcessJobTest() throws IOException {
        bench = new JobBench();
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void runsACommandAndTellsItsExitCode() {
        assertThat(bench.sh("echo out; echo err >&2")).isEqualTo(new Ending(SUCCEEDED, 0, null, null, false));
        assertThat(bench.stdout()).isEqualTo("out\n");
        assertThat(bench.said("stderr")).isEqualTo("err\n");
        assertThat(bench.sh("exit 7")).isEqualTo(Ending.failed(7, "exit_code"));
        assertThat(bench.sh("kill -KILL $$").exitCode()).isEqualTo(137);
        assertThat(bench.run("no-such-command")).isEqualTo(Ending.failed(127, "exit_code"));
    }

    @Test
    void givesAnEmptyDirectoryThatIsGoneAfterwards() throws IOException {
        bench.file("Report.java", new Text("class Report {}")).bytes("data/raw.bin", (byte) 0, (byte) 0xff);

        Ending ending = bench.sh("ls -A; cat Report.java; od -An -tx1 data/raw.bin; pwd; cd /; : > $TMPDIR/x");

        assertThat(ending.outcome()).isEqualTo(SUCCEEDED);
        assertThat(bench.stdout().lines().toList())
                .startsWith("Report.java", "data", "tools", "class Report {} 00 ff")
                .hasSize(5);
        Path work = Path.of(bench.stdout().lines().toList().getLast());
        assertThat(work.toString())
                .startsWith(bench.place.toRealPath().toString())
                .doesNotContain("/home");
        assertThat(work.getParent()).doesNotExist();
    }

    @Test
    void putsTheWorkersJavaFirstOnThePath() {
        bench.file(
                "Hello.java",
                new Text("void main(String[] a) { IO.println(\"java \" + a[0] + System.getenv(\"TRACEPARENT\")); }"));

        Ending ending = bench.run("java", "Hello.java", "x");

        assertThat(bench.stdout()).isEqualTo("java x" + JobBench.TRACE + "\n");
        assertThat(ending.outcome()).isEqualTo(SUCCEEDED);
    }

    @Test
    void givesOnlyTheEnvironmentThatIsPromised() {
        bench.env("GREETING", new Text("hello"));

        bench.run("env");

        assertThat(bench.stdout().lines().map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyInAnyOrder(
                        "PATH",
                        "HOME",
                        "TMPDIR",
                        "LANG",
                        "TRACEPARENT",
                        "GATEHOUSE_EXECUTION",
                        "GATEHOUSE_ATTEMPT",
                        "GATEHOUSE_FENCE",
                        "GATEHOUSE_OUTPUTS",
                        "GREETING",
                        "PWD");
        assertThat(bench.stdout())
                .contains(
                        "GATEHOUSE_EXECUTION=" + JobBench.EXECUTION,
                        "GATEHOUSE_ATTEMPT=1",
                        "GATEHOUSE_FENCE=1",
                        "TRACEPARENT=" + JobBench.TRACE);
    }

    @Test
    void letsNoVariableOfTheJobNearTheHelpersThatStartIt() {
        assertThat(bench.env("LD_PRELOAD", new Text("/tmp/evil.so")).sh("true"))
                .isEqualTo(Ending.failed(null, "launch_invalid"));
        assertThat(bench.said("system")).contains("environment variable").doesNotContain("evil");
    }

    @Test
    void keepsValuesOfTheEnvironmentAsTheyAre() {
        String value = " two\n lines '\"$(exit)`\\n\\ \u20ac\t \n\n";
        bench.env("VALUE", new Text(value))
                .env("EMPTY", new Text(""))
                .env("c", new Text("own"))
                .stdin(new Text("rest"));

        bench.sh("printf '%s|%s|%s|' \"$VALUE\" \"$EMPTY\" \"$c\"; cat");

        assertThat(bench.stdout()).isEqualTo(value + "||own|rest");
    }

    @Test
    void joinsSecretsOnlyIntoEnvironmentFilesAndInput() {
        bench.secret("db", CANARY)
                .env("PASSWORD", new Text("x-"), new SecretPart("db"))
                .file("pw", new SecretPart("db"))
                .stdin(new SecretPart("db"));

        bench.sh("s=$(cat); [ \"$PASSWORD\" = \"x-$s\" ] && [ \"$(cat pw)\" = \"$s\" ] && echo ${#s};"
                + " all=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ');"
                + " case \"$all\" in *\"${s%?????}\"*) echo 1;; *gatehouse-job*) echo 0;; esac");

        assertThat(bench.stdout()).isEqualTo(CANARY.length() + "\n0\n");
    }

    @Test
    void failsALaunchWhoseSecretIsMissing() {
        assertThat(bench.env("PASSWORD", new SecretPart("db")).sh("echo ran"))
                .isEqualTo(Ending.failed(null, "launch_invalid"));
        assertThat(bench.stdout()).isEmpty();
    }

    @Test
    void redactsSecretsInLogsAndOutputsHoweverTheyAreWritten() {
        bench.secret("db", CANARY).env("P", new SecretPart("db"));

        Ending ending =
                bench.sh("printf '%s' \"$P\" | cut -c1-7 | tr -d '\\n'; sleep 0.3; printf '%s\\n' \"${P#???????}\";"
                        + " printf '%s' \"$P\" | base64; printf 'me:%s' \"$P\" | base64 >&2;"
                        + " printf '{\"p\":\"%s\"}' \"$P\" > $GATEHOUSE_OUTPUTS");

        assertThat(bench.stdout()).startsWith("***\n***").doesNotContain("canary", "Y2FuYXJ5");
        assertThat(bench.said("stderr")).contains("***").doesNotContain("YW5hcnkt");
        assertThat(String.valueOf(ending.outputs())).isEqualTo("{\"p\":\"***\"}");
    }

    @Test
    void refusesFilesOutsideTheDirectory() throws IOException {
        for (String name : List.of("../x", "/tmp/x", "a/../../x", "a/./b", "tools/x", "", "a\0b")) {
            try (JobBench other = new JobBench()) {
                assertThat(other.file(name, new Text("x")).sh("true"))
                        .as(name)
                        .isEqualTo(Ending.failed(null, "launch_invalid"));
            }
        }
    }

    @Test
    void showsTheOperatorsToolsReadOnly() {
        bench.sh("cat tools/lib/driver.txt; echo x 2>/dev/null >> tools/lib/driver.txt || echo closed");

        assertThat(bench.stdout()).startsWith("driver\n");
        assertThat(bench.stdout().contains("closed")).isEqualTo(true);
    }

    @Test
    void takesOneObjectAsOutputs() {
        assertThat(String.valueOf(bench.sh("echo '{\"rows\": 3, \"by\": {\"a\": [1.5]}}' > $GATEHOUSE_OUTPUTS")
                        .outputs()))
                .isEqualTo("{\"rows\":3,\"by\":{\"a\":[1.5]}}");
        assertThat(bench.sh("rm $GATEHOUSE_OUTPUTS")).isEqualTo(new Ending(SUCCEEDED, 0, null, null, false));
        assertThat(String.valueOf(bench.sh("echo '{\"a\":1}' > $GATEHOUSE_OUTPUTS; exit 3")
                        .outputs()))
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void failsForOutputsThatAreLongerThanTheirLimitOnceTheyAreReported() {
        bench.bytes(
                "o.json",
                ("{\"a\":\"" + "\u00e9".repeat(130_000) + "\",\"b\":[1e20" + ",1e20".repeat(400) + "]}")
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(bench.sh("cat o.json > $GATEHOUSE_OUTPUTS").error()).isEqualTo("outputs_invalid");
    }

    @Test
    void failsForOutputsThatAreNotOneObject() throws IOException {
        Files.writeString(bench.home.resolve("master.json"), "{\"key\":1}");
        List<String> scripts = List.of(
                "echo '[1]' > $GATEHOUSE_OUTPUTS",
                "echo '{\"a\":1' > $GATEHOUSE_OUTPUTS",
                "echo '{\"a\":1} {}' > $GATEHOUSE_OUTPUTS",
                "echo '{\"a\":1,\"a\":2}' > $GATEHOUSE_OUTPUTS",
                "{ printf '{\"a\":\"'; head -c 262144 /dev/zero | tr '\\0' a; printf '\"}'; } > $GATEHOUSE_OUTPUTS",
                "rm $GATEHOUSE_OUTPUTS; ln -s " + bench.home.resolve("master.json") + " $GATEHOUSE_OUTPUTS",
                "rm $GATEHOUSE_OUTPUTS; mkfifo $GATEHOUSE_OUTPUTS",
                "rm $GATEHOUSE_OUTPUTS; mkdir $GATEHOUSE_OUTPUTS");

        assertThat(scripts).allSatisfy(script -> {
            Ending ending = bench.sh(script);
            assertThat(ending).isEqualTo(new Ending(FAILED, 0, null, "outputs_invalid", false));
        });
    }

    @Test
    void failsForOutputsThatNoGatewayKeepsAsTheyAre() {
        List<String> values = List.of(
                "1e999",
                "1e-400",
                "1e-99999999999",
                "9007199254740993",
                "12345678901234567.5",
                "\"\\u0000\"",
                "\"\\ud800\"",
                "[".repeat(64) + "]".repeat(64));

        assertThat(values).allSatisfy(value -> {
            Ending ending = bench.sh("cat > $GATEHOUSE_OUTPUTS <<'END'\n{\"a\":" + value + "}\nEND");
            assertThat(ending).isEqualTo(new Ending(FAILED, 0, null, "outputs_invalid", false));
        });
        assertThat(String.valueOf(
                        bench.sh("cat > $GATEHOUSE_OUTPUTS <<'END'\n{\"a\":[0.1,9007199254740992,5e-324]}\nEND")
                                .outputs()))
                .isEqualTo("{\"a\":[0.1,9007199254740992,4.9E-324]}");
    }

    @Test
    void wipesTreesThatAreDeepAndClosed() throws IOException {
        bench.sh("i=0; while [ $i -lt 600 ]; do mkdir dddddddddd; cd dddddddddd; i=$((i+1)); done; : > x; chmod 000 .");

        try (Stream<Path> left = Files.walk(bench.place, 4)) {
            assertThat(left.map(Path::toString).filter(path -> path.contains(JobBench.EXECUTION)))
                    .isEmpty();
        }
    }

    @Test
    void putsATokenWhereTheLaunchWantsItAndIntoNoLog() {
        bench.secret("identity:vault", "token-of-this-run")
                .env("VAULT_JWT", new SecretPart("identity:vault"))
                .identity(IdentityLaunch.atStart("vault"))
                .identity(IdentityLaunch.inFile("vault", "tokens/vault.jwt"));

        Ending ending = bench.sh("test $VAULT_JWT = $(cat tokens/vault.jwt) && cat tokens/vault.jwt");

        assertThat(ending.outcome()).isEqualTo(SUCCEEDED);
        assertThat(bench.stdout()).isEqualTo("***");
    }

    @Test
    void writesATokenAnewWhileTheJobRuns() {
        bench.secret("identity:vault", "the-first-token").identity(IdentityLaunch.inFile("vault", "vault.jwt"));
        bench.renewed.put("vault.jwt", SecretValue.copyOf("the-second-token".getBytes(StandardCharsets.UTF_8)));

        bench.sh("until grep -q second vault.jwt; do sleep 0.05; done; wc -c < vault.jwt");

        assertThat(bench.stdout().strip()).isEqualTo("16");
    }

    @Test
    void aJobCannotHaveTheWorkerWriteElsewhere() throws IOException {
        Path victim = Files.writeString(bench.place.resolve("victim"), "untouched");
        bench.secret("identity:vault", "the-first-token").identity(IdentityLaunch.inFile("vault", "vault.jwt"));
        Thread.ofVirtual().start(() -> {
            if (Until.until(() -> bench.stdout().contains("ready"))) {
                bench.renewed.put("vault.jwt", SecretValue.copyOf("the-second-token".getBytes(StandardCharsets.UTF_8)));
            }
        });

        Ending ending = bench.sh("real=$(readlink vault.jwt); ln -sf " + victim + " vault.jwt; ln -sf " + victim
                + " $real; mv $(dirname $real) away; echo ready; sleep 1");

        assertThat(ending.outcome()).isEqualTo(SUCCEEDED);
        assertThat(victim).hasContent("untouched");
        if (JobBench.root()) {
            assertThat(bench.said("stderr")).contains("Permission denied");
        }
    }
}
