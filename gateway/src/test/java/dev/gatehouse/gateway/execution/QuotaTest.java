package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.gatehouse.gateway.execution.AcceptOutcome.Accepted;
import dev.gatehouse.gateway.limit.CountedRefusals;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many executions a namespace accepts in a window. */
@QuarkusTest
class QuotaTest {
    @Inject
    Stage stage;

    @Inject
    Limited limited;

    @Inject
    AcceptCommands commands;

    @Inject
    Acceptance acceptance;

    @Inject
    CountedRefusals counted;

    private static String perNamespace(int count) {
        return "executions: [{per: namespace, count: %d, window: P1D}]".formatted(count);
    }

    private List<Boolean> accept(Stage.Scene scene, int count) {
        List<AcceptCommand> batch =
                IntStream.range(0, count).mapToObj(_ -> commands.of(scene)).toList();
        return acceptance.accept(batch).stream().map(Accepted.class::isInstance).toList();
    }

    private Optional<String> used(Stage.Scene scene) {
        return stage.query("SELECT sum(used) FROM quota_use WHERE namespace = ?", scene.namespace());
    }

    private Optional<String> executions(Stage.Scene scene) {
        return stage.query("SELECT count(*) FROM execution WHERE job_namespace = ?", scene.namespace());
    }

    @Test
    void acceptsOfABatchAsManyAsTheQuotaHasAndCountsNoOther() {
        var scene = limited.scene(perNamespace(3));

        assertThat(accept(scene, 5)).containsExactly(true, true, true, false, false);

        assertThat(used(scene)).contains("3");
        assertThat(executions(scene)).contains("3");
    }

    @Test
    void saysWhichLimitItIsAndWhenTheWindowEnds() {
        var scene = limited.scene(perNamespace(1));
        stage.queued(scene);

        String wait = stage.submit(scene.launcher(), Stage.body(scene.job()))
                .statusCode(429)
                .body("code", equalTo("quota_exhausted"))
                .body("limit.kind", equalTo("executions"))
                .body("limit.per", equalTo("namespace"))
                .body("limit.namespace", equalTo(scene.namespace()))
                .extract()
                .header("Retry-After");

        long toMidnight = Long.parseLong(stage.query(
                        "SELECT ceil(extract(epoch FROM date_trunc('day', now() AT TIME ZONE 'UTC') + interval '1 day'"
                                + " - now() AT TIME ZONE 'UTC'))::bigint")
                .orElseThrow());
        assertThat(Long.parseLong(wait)).isBetween(toMidnight, toMidnight + 60);
    }

    @Test
    void recordsWhomItRefused() {
        var scene = limited.scene(perNamespace(1));
        accept(scene, 3);

        String event = stage.query(
                        "SELECT convert_from(leaf, 'UTF8') FROM event WHERE code = 'execution.limited' AND leaf::text LIKE"
                                + " '%' || encode(convert_to(?, 'UTF8'), 'hex') || '%' ORDER BY at LIMIT 1",
                        scene.launcher().subject().toString())
                .orElseThrow();

        assertThat(event).contains("quota_exhausted").doesNotContain("\"execution\":");
        assertThat(stage.query(
                        "SELECT count(*) FROM event WHERE code = 'execution.limited' AND leaf::text LIKE"
                                + " '%' || encode(convert_to(?, 'UTF8'), 'hex') || '%'",
                        scene.launcher().subject().toString()))
                .contains("2");
    }

    @Test
    void acceptorsThatMeetAtTheBoundaryAcceptExactlyAsManyAsThereAre() throws Exception {
        var scene = limited.scene(perNamespace(25));
        Callable<Long> acceptor = () -> IntStream.range(0, 15)
                .mapToObj(_ -> accept(scene, 2))
                .flatMap(List::stream)
                .filter(accepted -> accepted)
                .count();

        long accepted = 0;
        try (var both = Executors.newFixedThreadPool(2)) {
            for (var each : both.invokeAll(List.of(acceptor, acceptor))) {
                accepted += each.get();
            }
        }

        assertThat(accepted).isEqualTo(25);
        assertThat(used(scene)).contains("25");
        assertThat(executions(scene)).contains("25");
    }

    @Test
    void aRepeatUnderTheSameKeyIsNotCounted() {
        var scene = limited.scene(perNamespace(2));
        var key = Optional.of(new IdempotencyKey("k1", "0".repeat(64)));

        for (int i = 0; i < 3; i++) {
            acceptance.accept(List.of(commands.of(scene, Map.of("name", "Ada"), key)));
        }

        assertThat(used(scene)).contains("1");
        assertThat(accept(scene, 2)).containsExactly(true, false);
    }

    @Test
    void aRefusedRequestDoesNotUseUpItsKey() {
        var scene = limited.scene(perNamespace(1));
        accept(scene, 1);
        var key = Optional.of(new IdempotencyKey("k1", "0".repeat(64)));
        var refused = commands.of(scene, Map.of("name", "Ada"), key);
        assertThat(acceptance.accept(List.of(refused)).getFirst()).isInstanceOf(AcceptOutcome.Limited.class);

        limited.declare(scene, perNamespace(2));

        var again = commands.of(scene, Map.of("name", "Ada"), key);
        assertThat(acceptance.accept(List.of(again)).getFirst()).isInstanceOf(Accepted.class);
        assertThat(acceptance.accept(List.of(refused)).getFirst()).isInstanceOf(AcceptOutcome.Replayed.class);
    }

    @Test
    void theNextWindowBeginsAtNothingAndThePastOneIsDeleted() {
        var scene = limited.scene(perNamespace(1));
        accept(scene, 1);
        assertThat(accept(scene, 1)).containsExactly(false);

        stage.sql("UPDATE quota_use SET ends_at = ends_at - interval '1 day' WHERE namespace = ?", scene.namespace());

        assertThat(accept(scene, 2)).containsExactly(true, false);
        counted.deletePast();
        assertThat(stage.query("SELECT count(*) FROM quota_use WHERE namespace = ?", scene.namespace()))
                .contains("1");
    }

    @Test
    void aParentsQuotaHoldsForAllBelowItTogetherWhateverAChildDeclares() {
        var parent = limited.scene(perNamespace(3));
        var launcher = stage.access().account(Stage.TENANT, "Launcher", parent.namespace());
        var child = limited.with(parent, ".child", launcher);
        limited.declare(child, perNamespace(100));

        assertThat(accept(parent, 2)).containsExactly(true, true);
        assertThat(accept(child, 2)).containsExactly(true, false);

        limited.declare(parent, perNamespace(100));
        limited.declare(child, perNamespace(1));
        assertThat(accept(child, 1)).as("its own one is tighter").containsExactly(false);
        assertThat(accept(parent, 1)).containsExactly(true);
    }

    @Test
    void countsJobsAndSubjectsApart() {
        var one =
                limited.scene("executions: [{per: job, count: 2, window: P1D}, {per: subject, count: 3, window: P1D}]");
        var stranger = stage.access().account(Stage.TENANT, "Launcher", one.namespace());
        var other = limited.with(one, ".other", one.launcher());
        var others = limited.with(one, ".other", stranger);

        assertThat(accept(one, 3)).as("the job's").containsExactly(true, true, false);
        assertThat(accept(other, 2)).as("the subject's").containsExactly(true, false);
        assertThat(accept(others, 2)).as("another's; the other job's").containsExactly(true, false);
    }

    @Test
    void aNamespaceBesideItIsNotLimitedAndCountsNothing() {
        limited.scene(perNamespace(1));
        var free = stage.scene();

        assertThat(accept(free, 3)).containsExactly(true, true, true);
        assertThat(stage.query("SELECT count(*) FROM quota_use WHERE namespace = ?", free.namespace()))
                .contains("0");
    }

    @Test
    void namespacesWithSeveralQuotasOfOneBatchNeverWaitForEachOtherInACircle() throws Exception {
        var one = limited.scene(
                "executions: [{per: namespace, count: 500, window: P1D}, {per: job, count: 500, window: PT1H}]");
        var other = limited.scene(
                "executions: [{per: namespace, count: 500, window: P1D}, {per: job, count: 500, window: PT1H}]");
        Callable<Long> forth = () -> mixed(Stream.of(one, other));
        Callable<Long> back = () -> mixed(Stream.of(other, one));

        List<Long> accepted = new ArrayList<>();
        try (var both = Executors.newFixedThreadPool(2)) {
            for (var each : both.invokeAll(List.of(forth, back))) {
                accepted.add(each.get());
            }
        }

        assertThat(accepted).containsExactly(40L, 40L);
        assertThat(used(one)).contains("80");
    }

    private long mixed(Stream<Stage.Scene> scenes) {
        List<Stage.Scene> order = scenes.toList();
        return IntStream.range(0, 20)
                .mapToObj(
                        _ -> acceptance.accept(order.stream().map(commands::of).toList()))
                .flatMap(List::stream)
                .filter(Accepted.class::isInstance)
                .count();
    }
}
