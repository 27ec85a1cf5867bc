package dev.gatehouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.cli.ProvisionedPeople.Person;
import dev.gatehouse.secrets.MasterKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access that ends at one of two gateways ends at both, with all that it began, whichever of them is killed when. */
class AccessEndsIT {
    private static final int MANY = 1_000;

    /** What the design allows. */
    private static final Duration TOLD = Duration.ofSeconds(2);

    private static final Duration UNTOLD = Duration.ofSeconds(5);

    private static final String RESOURCES = """
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: working}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: waiting}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: WorkerGroup
            metadata: {name: racing}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Secret
            metadata: {namespace: demo.weather, name: raced}
            spec: {}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: endless}
            spec:
              workerGroup: working
              timeout: PT5M
              run: {process: {command: [sleep, "240"]}}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: waiting}
            spec:
              workerGroup: waiting
              run: {process: {command: ["true"]}}
            ---
            apiVersion: gatehouse.dev/v1
            kind: Job
            metadata: {namespace: demo.weather, name: racing}
            spec:
              workerGroup: racing
              run: {process: {command: ["true"], env: {SECRET: "${{ secrets.raced }}"}}}
            """;

    @TempDir
    static Path folder;

    private static DebianPostgres server;
    private static Installation first;
    private static Installation second;
    private static WorkerProcess worker;
    private static ProvisionedPeople people;

    @BeforeAll
    static void startBoth() throws IOException {
        server = DebianPostgres.startedIn(folder);
        Path key = folder.resolve("master.key");
        MasterKey.create(key, new SecureRandom());
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.put("GATEHOUSE_MASTER_KEY_FILE", key.toString());
        first = Installation.inNewHome(environment);
        second = Installation.inNewHome(environment);
        first.up();
        second.up();
        first.apply(RESOURCES);
        worker = WorkerProcess.joined(first, "working", second.url(), folder);
        people = ProvisionedPeople.of(first, server);
    }

    @AfterAll
    static void endAll() throws IOException {
        if (people != null) {
            people.close();
        }
        if (worker != null) {
            worker.close();
        }
        for (Installation each : new Installation[] {first, second}) {
            if (each != null) {
                each.close();
            }
        }
        server.close();
    }

    @Test
    void whatAKilledGatewayBeganToEndTheOtherEndsOnce()
            throws InterruptedException, ExecutionException, TimeoutException {
        Person ada = launcher();
        String running = running(ada);
        Future<String> followed = people.follow(second, ada, running);
        people.submit(second, ada, "demo.weather/waiting", MANY);
        assertThat(people.isTaken(second, ada)).isTrue();

        people.deactivate(first, ada);
        first.kill("gateway");

        try {
            assertThat(people.executions(ada, "QUEUED"))
                    .as("it was killed before all was over")
                    .isPositive();
            Installation.until("the token is refused", TOLD, () -> people.isRefused(second, ada));
            // Closed for the end of access it has no last word, and "end" where the execution was revoked before that.
            assertThat(followed.get(TOLD.toMillis(), TimeUnit.MILLISECONDS)).startsWith("retry: ");
            Installation.until("nothing waits", Duration.ofSeconds(20), () -> people.executions(ada, "QUEUED") == 0);
            Installation.until("nothing runs", Duration.ofSeconds(20), () -> people.executions(ada, "RUNNING") == 0);
            assertThat(people.executions(ada, "REVOKED")).isEqualTo(MANY + 1);
            Installation.until("it is done", () -> count("""
                    SELECT count(*) FROM access_end WHERE done_at IS NOT NULL AND subject_id = '%s'""", ada) == 1);
            assertThat(events(ada, "execution.stop_requested")).isEqualTo(MANY + 1);
            assertThat(events(ada, "execution.revoked")).isEqualTo(MANY + 1);
            assertThat(count("""
                    SELECT count(*) FROM event WHERE code = 'access.ended'
                       AND convert_from(leaf, 'UTF8')::jsonb -> 'facts' ->> 'subject' = '%s'""", ada)).isEqualTo(1);
        } finally {
            first.up();
        }
    }

    @Test
    void theOtherGatewayRefusesWithinTwoSeconds() {
        Person ada = launcher();
        String running = running(ada);
        knownToBoth(ada);

        people.deactivate(first, ada);

        assertThat(people.isRefused(first, ada)).isTrue();
        Installation.until("the other refuses", TOLD, () -> people.isRefused(second, ada));
        revoked(running, ada);
    }

    @Test
    void bothRefuseWithinFiveSecondsThoughNobodyTellsThem() {
        Person ada = launcher();
        String running = running(ada);
        people.submit(second, ada, "demo.weather/waiting", 10);
        knownToBoth(ada);

        people.deactivateUntold(ada);

        Installation.until("both refuse", UNTOLD, () -> people.isRefused(first, ada) && people.isRefused(second, ada));
        Installation.until("nothing waits", UNTOLD, () -> people.executions(ada, "QUEUED") == 0);
        revoked(running, ada);
    }

    @Test
    void ofAThousandRacesNothingBeginsAfterTheAnswer() throws InterruptedException, ExecutionException {
        CommandRun put =
                first.gatehouseWithInput("correct-horse-battery-staple", "secret", "put", "demo.weather/raced");
        assertThat(put.exit()).as(put.err()).isZero();
        List<Person> all = people.launchers(List.of(first, second), MANY);

        try (var racer = AskingWorker.joined(first, "racing")) {
            var races = new EndRaces(people, first, second, racer, "demo.weather/racing");
            EndRaces.Result result = races.run(all);

            System.out.println("races: " + result);
            assertThat(result.startsAfter()).isZero();
            assertThat(result.envelopesAfter()).isZero();
            assertThat(result.acceptedAfter()).isZero();
            // Both were first at times, or nothing was tried.
            assertThat(result.begun()).isBetween(MANY / 50, MANY - MANY / 50);
        }
    }

    private static Person launcher() {
        return people.launchers(List.of(first, second), 1).getFirst();
    }

    private static String running(Person who) {
        String id = people.submit(second, who, "demo.weather/endless", 1).getFirst();
        Installation.until("it runs", () -> people.executions(who, "RUNNING") == 1);
        return id;
    }

    private static void knownToBoth(Person who) {
        assertThat(people.isTaken(first, who)).isTrue();
        assertThat(people.isTaken(second, who)).isTrue();
    }

    /** Its process has ended, and its worker said so. */
    private static void revoked(String execution, Person who) {
        Installation.until(
                execution + " is revoked", Duration.ofSeconds(20), () -> people.executions(who, "RUNNING") == 0);
        assertThat(people.answer("SELECT state || ' ' || stop FROM execution WHERE id = '" + execution + "'"))
                .isEqualTo("REVOKED revoke");
    }

    private static int events(Person who, String code) {
        return count(
                "SELECT count(*) FROM event v JOIN execution e ON e.tenant = v.tenant AND e.id = v.execution_id"
                        + " WHERE v.code = '" + code + "' AND e.subject_id = '%s'",
                who);
    }

    private static int count(String query, Person who) {
        return Integer.parseInt(people.answer(query.formatted(who.id())));
    }
}
