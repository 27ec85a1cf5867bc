package dev.gatehouse.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A guardrail as its manifest has it, which holds to the kind's schema: what its members have to be to each other, whatever else
 * is declared. Conditions are not read here.
 *
 * @param actions as they are written, and perhaps no permissions
 * @param jobs as they are written, and perhaps no patterns
 * @param effect what the manifest says is done
 * @param hasMoment whether {@code at} is said
 * @param patience how long an approval is waited for, as it is written; absent where no {@code approval} is said
 */
public record GuardrailForm(
        Namespace namespace,
        List<String> actions,
        List<String> jobs,
        String effect,
        boolean hasMoment,
        Optional<String> patience) {
    private static final String MATCH = "match";
    private static final String ACTIONS = "actions";
    private static final String APPROVAL = "approval";
    private static final Duration SHORTEST_WAIT = Duration.ofMinutes(1);
    private static final Duration LONGEST_WAIT = Duration.ofDays(30);
    private static final Set<Permission> RUNS = Set.of(Permission.EXECUTION_CREATE);

    public GuardrailForm {
        actions = List.copyOf(actions);
        jobs = List.copyOf(jobs);
    }

    /** The permissions that its actions are. */
    public Set<Permission> permissions() {
        return actions.stream()
                .flatMap(name -> Permission.parse(name).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Everything that is wrong with it; nothing where it may be declared. */
    public List<SpecFlaw> flaws() {
        List<SpecFlaw> flaws = new ArrayList<>();
        match(flaws);
        boolean wantsApproval = effect.equals("RequireApproval");
        if (wantsApproval && !permissions().equals(RUNS)) {
            flaws.add(new SpecFlaw(List.of("action"), "only execution:create waits for approval"));
        }
        if (wantsApproval && hasMoment) {
            flaws.add(
                    new SpecFlaw(List.of("at"), "an approval is asked about again when it begins, so leave this out"));
        }
        if (wantsApproval != patience.isPresent()) {
            flaws.add(new SpecFlaw(
                    List.of(APPROVAL),
                    wantsApproval ? "RequireApproval needs to say who approves" : "only RequireApproval is approved"));
        }
        patience.filter(text -> !isWait(text))
                .ifPresent(_ -> flaws.add(new SpecFlaw(
                        List.of(APPROVAL, "expires"),
                        "not a duration of ISO 8601 between PT1M and P30D, such as PT4H")));
        return flaws;
    }

    private void match(List<SpecFlaw> flaws) {
        for (int i = 0; i < actions.size(); i++) {
            Optional<Permission> permission = Permission.parse(actions.get(i));
            if (permission.isEmpty()) {
                flaws.add(new SpecFlaw(element(ACTIONS, i), "there is no such permission"));
            } else if (!permission.get().isGuarded()) {
                flaws.add(new SpecFlaw(
                        element(ACTIONS, i), "a guardrail about guardrails could not be found, or not be taken back"));
            }
        }
        if (!namespace.isRoot() && permissions().stream().anyMatch(Permission::isTenantWide)) {
            flaws.add(new SpecFlaw(List.of(MATCH, ACTIONS), "what lies in no namespace is asked about in root only"));
        }
        for (int i = 0; i < jobs.size(); i++) {
            if (!NamePattern.isOne(jobs.get(i))) {
                flaws.add(new SpecFlaw(
                        element("jobs", i), "not a pattern of full job names, such as acme.prod/nightly-*"));
            }
        }
        if (!jobs.isEmpty() && !permissions().equals(RUNS)) {
            flaws.add(new SpecFlaw(
                    List.of(MATCH, "jobs"),
                    "only execution:create is of jobs; make another guardrail for other actions"));
        }
    }

    private static List<String> element(String list, int index) {
        return List.of(MATCH, list, Integer.toString(index));
    }

    private static boolean isWait(String text) {
        try {
            Duration wait = Duration.parse(text);
            return wait.compareTo(SHORTEST_WAIT) >= 0 && wait.compareTo(LONGEST_WAIT) <= 0;
        } catch (DateTimeParseException malformed) {
            return false;
        }
    }
}
