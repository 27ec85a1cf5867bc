package dev.gatehouse.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventSealerTest {
    private final Sample sample = new Sample();

    @Test
    void aLeafIsCanonicalJsonWithAbsentMembersLeftOut() {
        SealedEvent sealed =
                sample.seal(new AdministrationEvent.SessionEnded(Sample.WORKER, Sample.id(5), "expired"), 0);

        assertThat(sealed.leaf())
                .hasToString("{\"at\":\"2026-11-22T10:00:00.123Z\",\"code\":\"session.ended\","
                        + "\"facts\":{\"reason\":\"expired\",\"session\":\"0190a5f0-0000-7000-8000-000000000005\","
                        + "\"worker\":\"0190a5f0-0000-7000-8000-000000000002\"},"
                        + "\"id\":\"0190a5f0-0000-7000-8000-0000000003e8\",\"n\":0,\"tenant\":\"demo\",\"v\":1}");
        assertThat(sealed.details()).isEmpty();
    }

    @Test
    void aLeafNamesItsExecutionActorDecisionPolicyAndJob() {
        String leaf = sample.run(1).getFirst().leaf().toString();

        assertThat(leaf)
                .contains("\"execution\":\"" + Sample.execution(1) + "\"")
                .contains("\"n\":1,")
                .contains("\"actor\":\"" + Sample.ADA + "\"")
                .contains("\"decision\":\"" + Sample.id(4) + "\"")
                .contains("\"policy\":\"" + Sample.DIGEST + "\"")
                .contains("\"job\":\"" + Sample.DIGEST + "\"")
                .contains("\"resource\":\"job/" + Sample.id(3) + "@7\"");
    }

    @Test
    void personalAndSensitiveValuesAreCommittedToAndNotShown() {
        SealedEvent sealed = sample.run(1).getFirst();

        assertThat(sealed.leaf().toString()).doesNotContain("ada\"", "2026-11-21", "nightly-report");
        EventDetail inputs = sealed.details().stream()
                .filter(detail -> detail.field().equals("inputs"))
                .findFirst()
                .orElseThrow();
        assertThat(inputs.value()).isEqualTo("{\"day\":\"2026-11-21\",\"limit\":3}");
        Hash commitment = Hash.over(HexFormat.of().parseHex(inputs.salt()), CanonicalJson.utf8(inputs.value()));
        assertThat(sealed.leaf().toString()).contains("\"inputs\":\"" + commitment + "\"");
    }

    @Test
    void equalValuesGetDifferentCommitments() {
        String first = sample.run(1).getFirst().details().getFirst().salt();
        String second = sample.run(1).getFirst().details().getFirst().salt();

        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void anEventThatIsTooLargeIsRefused() {
        var rules = Collections.nCopies(400, "rolebinding/0190a5f0-0000-7000-8000-000000000004@12");
        var event = new AccessEvent.AccessDenied(
                Actor.of(Sample.ADA),
                new DecisionReference(Sample.id(4), Sample.DIGEST, rules),
                "secret:manage",
                "acme/db",
                List.of("no_matching_role"));

        assertThatThrownBy(() -> sample.seal(event, 0)).isInstanceOf(AuditException.EventTooLarge.class);
    }

    @Test
    void whatNearlyAllowedADeniedActIsAFactAndTheWordsForItAreCommittedTo() {
        var near = "elsewhere rolebinding/0190a5f0-0000-7000-8000-000000000004@12";
        var decision = new DecisionReference(
                Sample.id(4), Sample.DIGEST, List.of(), List.of(near), List.of("of-ada gives Launcher, but in dev"));

        SealedEvent sealed = sample.seal(
                new AccessEvent.AccessDenied(
                        Actor.of(Sample.ADA), decision, "job:read", "job/acme/x", List.of("no_matching_role")),
                0);

        assertThat(sealed.leaf().toString())
                .contains("\"near\":[\"" + near + "\"]", "\"explanation\":\"")
                .doesNotContain("of-ada");
        assertThat(sealed.details())
                .filteredOn(detail -> detail.field().equals("explanation"))
                .extracting(EventDetail::value)
                .containsExactly("[\"of-ada gives Launcher, but in dev\"]");
    }

    @Test
    void largeInputsFitBecauseTheLeafOnlyCommitsToThem() {
        var event = Sample.accepted(1, Map.of("text", "x".repeat(200_000)));

        assertThat(sample.seal(event, 1).leaf().bytes()).hasSizeLessThan(Leaf.MAX_BYTES);
    }

    @Test
    void aValueWithoutACanonicalFormIsRefused() {
        var event = Sample.accepted(1, Map.of("half", "\ud800"));

        assertThatThrownBy(() -> sample.seal(event, 1)).isInstanceOf(AuditException.Unencodable.class);
    }

    @Test
    void anEventIsNumberedExactlyWhenItBelongsToAnExecution() {
        assertThatThrownBy(() -> sample.seal(Sample.ended(1), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        sample.seal(new AdministrationEvent.SessionEnded(Sample.WORKER, Sample.id(5), "expired"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSuccessHasNoErrorAndAFailureNamesOne() {
        var failed = new ExecutionEvent.ExecutionEnded(
                Sample.execution(1),
                ExecutionEvent.Ending.FAILED,
                Optional.empty(),
                Optional.empty(),
                Sample.JOB,
                1,
                1,
                Optional.of("secret_forbidden"),
                Optional.of("vault/acme/db"),
                Optional.empty(),
                true,
                0,
                0,
                Optional.empty(),
                Map.of());

        assertThat(sample.seal(failed, 2).leaf().toString())
                .contains(
                        "\"code\":\"execution.failed\"",
                        "\"error\":\"secret_forbidden\"",
                        "\"secret\":\"vault/acme/db\"")
                .doesNotContain("\"exit\"", "\"actor\"", "\"log\"");
        assertThat(sample.seal(Sample.ended(1), 3).leaf().toString()).doesNotContain("\"error\"", "\"secret\"");
    }
}
