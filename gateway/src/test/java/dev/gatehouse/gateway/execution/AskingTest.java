package dev.gatehouse.gateway.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.execution.StartQuestions.Asking;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Grounds;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.LaunchOptions;
import dev.gatehouse.policy.StartQuestion;
import dev.gatehouse.policy.Subject;
import dev.gatehouse.policy.SubjectKind;
import dev.gatehouse.policy.SubmitQuestion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whether a permit rests on what was found out to ask for it. */
class AskingTest {
    private static final Subject ADA =
            new Subject("acme", new UUID(0, 1), SubjectKind.USER, "ada", true, 1, Set.of(), Instant.EPOCH);

    private static Asking asking(boolean decided, Long... revisions) {
        var job = new JobReference(JobName.parse("acme.data/etl").orElseThrow(), new UUID(0, 5), 1, "0".repeat(64));
        var launch = new LaunchOptions(List.of(), Map.of(), Optional.empty(), Map.of(), 0, Optional.empty());
        var question = new SubmitQuestion(ADA, job, Map.of(), launch, List.of(), false, "default", false, () -> {
            throw new AssertionError("no rule reads what would run");
        });
        return new Asking(
                new StartQuestion(
                        new ExecutionId(new UUID(0, 6)), question, Optional.empty(), List.of(), 1, Optional.empty()),
                Set.of(revisions),
                decided);
    }

    private static Grounds of(long revision) {
        return new Grounds(new UUID(0, 7), revision, "0".repeat(64), List.of(), List.of(), List.of());
    }

    @Test
    void aPermitOfTheRevisionInWhichTheProvidersWereReadIsGood() {
        assertThat(asking(true, 7L).isUnder(of(7))).isTrue();
        assertThat(asking(true).isUnder(of(7))).as("nobody's word was asked").isTrue();
    }

    @Test
    void aPermitOfAnotherRevisionIsNot() {
        assertThat(asking(true, 7L).isUnder(of(8)))
                .as("a provider was deleted meanwhile")
                .isFalse();
        assertThat(asking(true, 8L).isUnder(of(7))).isFalse();
        assertThat(asking(true, 7L, 8L).isUnder(of(8))).isFalse();
    }

    @Test
    void noPermitIsGoodWhilePolicyCouldNotSayWhoMayActAsTheStarter() {
        assertThat(asking(false).isUnder(of(7))).isFalse();
    }
}
