package dev.gatehouse.policy;

import static dev.gatehouse.policy.Acme.id;
import static dev.gatehouse.policy.Acme.lookUp;
import static dev.gatehouse.policy.Acme.person;
import static dev.gatehouse.policy.Acme.submit;
import static dev.gatehouse.policy.Reason.NO_MATCHING_ROLE;
import static dev.gatehouse.policy.Reason.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Lifting;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Setting;
import dev.gatehouse.policy.StopExtent.OneGroup;
import dev.gatehouse.policy.StopExtent.OneJob;
import dev.gatehouse.policy.StopExtent.OneSubject;
import dev.gatehouse.policy.StopExtent.Subtree;
import dev.gatehouse.policy.StopExtent.WholeTenant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KillSwitchTest {
    private static final String ETL = "acme.data/etl";

    private final Acme acme = new Acme().bind("b1", "Owner", "root", "ada", "olga");
    private final Subject ada = person("ada");

    private static Stream<StopExtent> around() {
        return Stream.of(
                new WholeTenant(),
                new Subtree(new Namespace("acme")),
                new Subtree(new Namespace("acme.data")),
                new OneJob(Acme.job(ETL)),
                new OneGroup("default"),
                new OneSubject(id("ada")));
    }

    private static Stream<StopExtent> elsewhere() {
        return Stream.of(
                new Subtree(new Namespace("acme.dat")),
                new Subtree(new Namespace("acme.data.etl")),
                new OneJob(Acme.job("acme.data/etl2")),
                new OneJob(Acme.job("acme/etl")),
                new OneGroup("gpu"),
                new OneSubject(id("olga")));
    }

    private static StartQuestion start(SubmitQuestion recorded) {
        return new StartQuestion(
                new ExecutionId(id("execution")), recorded, Optional.empty(), List.of(), 1, Optional.empty());
    }

    @ParameterizedTest
    @MethodSource("around")
    void whatLiesInTheExtentIsStoppedAndTheSwitchIsNamed(StopExtent extent) {
        acme.stop("s1", StopLevel.KILL, extent);

        for (Question<?> question : List.<Question<?>>of(submit(ada, ETL, false), start(submit(ada, ETL, false)))) {
            assertThat(acme.decide(question))
                    .isInstanceOfSatisfying(
                            Decision.Deny.class,
                            deny -> assertThat(((Decision.Deny<?>) deny).reasons())
                                    .singleElement()
                                    .satisfies(reason -> {
                                        assertThat(reason.code()).isEqualTo(STOPPED);
                                        assertThat(reason.rule()).contains(new Rule("killswitch", id("s1"), 1));
                                        assertThat(reason.message()).contains(extent.kind(), extent.target(), "KILL");
                                    }));
        }
    }

    @ParameterizedTest
    @MethodSource("elsewhere")
    void whatLiesOutsideGoesOn(StopExtent extent) {
        acme.stop("s1", StopLevel.KILL, extent);

        assertThat(acme.allowed(submit(ada, ETL, false)).job().name()).isEqualTo(Acme.job(ETL));
        assertThat(acme.allowed(start(submit(ada, ETL, false))).job().name()).isEqualTo(Acme.job(ETL));
        assertThat(acme.allowed(lookUp(ada, ETL)).job()).isEqualTo(Acme.job(ETL));
    }

    @ParameterizedTest
    @EnumSource(StopLevel.class)
    void everyLevelStopsAcceptance(StopLevel level) {
        acme.stop("s1", level, new WholeTenant());

        assertThat(acme.denied(submit(ada, ETL, false))).containsExactly(STOPPED);
        assertThat(acme.denied(lookUp(ada, ETL))).containsExactly(STOPPED);
    }

    @Test
    void whatABlockLeavesWaitingStillBegins() {
        acme.stop("s1", StopLevel.BLOCK, new WholeTenant());

        assertThat(acme.allowed(start(submit(ada, ETL, false))).execution())
                .isEqualTo(new ExecutionId(id("execution")));
    }

    @ParameterizedTest
    @EnumSource(value = StopLevel.class, names = "BLOCK", mode = EnumSource.Mode.EXCLUDE)
    void nothingBeginsUnderTheOthers(StopLevel level) {
        acme.stop("s1", level, new WholeTenant());

        assertThat(acme.denied(start(submit(ada, ETL, false)))).containsExactly(STOPPED);
    }

    /** Before the job is looked up nobody knows where it would run. */
    @Test
    void aGroupsSwitchSaysNothingOfAName() {
        acme.stop("s1", StopLevel.KILL, new OneGroup("default"));

        assertThat(acme.allowed(lookUp(ada, ETL)).job()).isEqualTo(Acme.job(ETL));
    }

    @Test
    void aGroupIsTheOneThatTheRunIsFor() {
        acme.stop("s1", StopLevel.KILL, new OneGroup("gpu"));

        assertThat(acme.denied(submit(ada, ETL, false).in("gpu"))).containsExactly(STOPPED);
        assertThat(acme.allowed(submit(ada, ETL, false)).subject()).isEqualTo(ada);
    }

    @Test
    void whoActsAsSomebodyElseIsStoppedToo() {
        var acting = ada.actedBy(Optional.of(new SubjectEpoch(id("olga"), 1)));
        acme.stop("s1", StopLevel.BLOCK, new OneSubject(id("olga")));

        assertThat(acme.denied(submit(acting, ETL, false))).containsExactly(STOPPED);
        assertThat(acme.denied(lookUp(acting, ETL))).containsExactly(STOPPED);
        assertThat(acme.allowed(submit(ada, ETL, false)).subject()).isEqualTo(ada);
    }

    @Test
    void everySwitchThatStopsItIsNamed() {
        acme.stop("s1", StopLevel.BLOCK, new WholeTenant())
                .stop("s2", StopLevel.KILL, new OneJob(Acme.job(ETL)))
                .stop("s3", StopLevel.KILL, new OneGroup("gpu"));

        assertThat(acme.denied(submit(ada, ETL, false))).containsExactly(STOPPED, STOPPED);
        assertThat(acme.denied(start(submit(ada, ETL, false)))).containsExactly(STOPPED);
    }

    /** Who may start nothing there does not learn that it is stopped. */
    @Test
    void whoeverHasNoRoleHearsOfThatAlone() {
        acme.stop("s1", StopLevel.KILL, new WholeTenant());

        assertThat(acme.denied(lookUp(person("eve"), ETL))).containsExactly(NO_MATCHING_ROLE);
    }

    @Test
    void aSwitchOnEverythingIsLiftedAndSetLikeAnyOther() {
        acme.stop("s1", StopLevel.KILL, new WholeTenant()).stop("s2", StopLevel.KILL, new OneSubject(id("ada")));

        assertThat(acme.allowed(new KillSwitchQuestion(ada, new WholeTenant(), new Lifting(id("s1"))))
                        .act())
                .isEqualTo(new Lifting(id("s1")));
        var another = new Setting(StopLevel.BLOCK, "again", Optional.empty());
        assertThat(acme.allowed(new KillSwitchQuestion(ada, new WholeTenant(), another))
                        .act())
                .isEqualTo(another);
    }

    @Test
    void switchesAreAskedForWhereTheirExtentLies() {
        var rules =
                new Acme().role("stopper", 1, Permission.KILL_SWITCH_WRITE).bind("b1", "stopper", "acme.data", "dora");
        var act = new Setting(StopLevel.KILL, "", Optional.empty());
        var dora = person("dora");

        for (StopExtent within : List.of(new Subtree(new Namespace("acme.data")), new OneJob(Acme.job(ETL)))) {
            assertThat(rules.allowed(new KillSwitchQuestion(dora, within, act)).extent())
                    .isEqualTo(within);
        }
        for (StopExtent beyond : List.of(
                new WholeTenant(),
                new Subtree(new Namespace("acme")),
                new OneGroup("default"),
                new OneSubject(id("ada")),
                new OneJob(Acme.job("acme.prod/etl")))) {
            assertThat(rules.denied(new KillSwitchQuestion(dora, beyond, act))).containsExactly(NO_MATCHING_ROLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "tenant, ''",
        "namespace, acme.data",
        "job, acme.data/etl",
        "workerGroup, gpu",
        "subject, 019a0000-0000-7000-8000-00000000000a"
    })
    void anExtentIsReadAsItIsWritten(String kind, String target) {
        assertThat(StopExtent.of(kind, target)).hasValueSatisfying(extent -> {
            assertThat(extent.kind()).isEqualTo(kind);
            assertThat(extent.target()).isEqualTo(target);
        });
    }

    /** The root is the tenant, and is called so. */
    @ParameterizedTest
    @CsvSource({
        "planet, earth",
        "namespace, Acme",
        "namespace, root",
        "namespace, ''",
        "job, etl",
        "workerGroup, g/g",
        "subject, ada",
        "subject, 19a0000-0-7000-8000-a"
    })
    void whatIsNoExtentIsNone(String kind, String target) {
        assertThat(StopExtent.of(kind, target)).isEmpty();
    }

    @Test
    void maintenanceIsSaidAndDecidesNothing() {
        acme.maintain("back at ten");

        var engine = acme.engineAt(Acme.NOW);
        assertThat(engine.maintenance("acme")).contains("back at ten");
        assertThat(engine.maintenance("globex")).isEmpty();
        assertThat(engine.decide(submit(ada, ETL, false))).isInstanceOf(Decision.Allow.class);
    }
}
