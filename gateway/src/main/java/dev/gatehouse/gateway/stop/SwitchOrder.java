package dev.gatehouse.gateway.stop;

import dev.gatehouse.gateway.database.StorableText;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.Violation;
import dev.gatehouse.gateway.stop.KillSwitchRequest.Target;
import dev.gatehouse.policy.KillSwitchQuestion.Act.Setting;
import dev.gatehouse.policy.StopExtent;
import dev.gatehouse.policy.StopLevel;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A well-formed wish for a kill switch. */
record SwitchOrder(StopExtent extent, Setting setting) {
    /** The most characters of a reason or a message. */
    static final int LONGEST_TEXT = 1_000;

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final String EXTENT_FORM = "exactly one of tenant (true), namespace, job, workerGroup and subject";
    private static final Map<String, String> TARGET_FORMS = Map.of(
            "tenant",
            "true, or left out",
            "namespace",
            "a namespace, such as acme.data; the root is the whole tenant: write tenant",
            "job",
            "a job's full name, such as acme.data/etl",
            "workerGroup",
            "a worker group's name",
            "subject",
            "the id of a person or a service account");

    /** Reads the body; ends the request with every mistake in it. */
    static SwitchOrder of(KillSwitchRequest request) {
        var violations = new ArrayList<Violation>();
        Optional<StopExtent> extent = extent(request.extent(), violations);
        Optional<StopLevel> level = Arrays.stream(StopLevel.values())
                .filter(each -> each.name().equals(request.level()))
                .findFirst();
        if (level.isEmpty()) {
            violations.add(Violation.at("/level", "one of BLOCK, DRAIN and KILL"));
        }
        String reason = text(request.reason());
        if (!isGood(reason)) {
            violations.add(Violation.at("/reason", "why, in 1 to " + LONGEST_TEXT + " characters without U+0000"));
        }
        Optional<Duration> lasts = lasts(request.expires(), violations);
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return new SwitchOrder(extent.orElseThrow(), new Setting(level.orElseThrow(), reason, lasts));
    }

    /** Without the white space around it. */
    static String text(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** Whether people can read something in it, and the database can hold it. */
    static boolean isGood(String text) {
        return !text.isEmpty() && text.length() <= LONGEST_TEXT && StorableText.isStorable(text);
    }

    ProblemException unknownTarget() {
        return refused(List.of(Violation.at("/extent/" + extent.kind(), "there is no such " + extent.kind())));
    }

    private static Optional<StopExtent> extent(@Nullable Target extent, List<Violation> violations) {
        Map<String, String> named = extent == null ? Map.of() : named(extent);
        if (named.size() != 1) {
            violations.add(Violation.at("/extent", EXTENT_FORM));
            return Optional.empty();
        }
        var only = named.entrySet().iterator().next();
        String kind = only.getKey();
        String target = only.getValue();
        Optional<StopExtent> found =
                kind.equals("tenant") && !target.equals("true") ? Optional.empty() : StopExtent.of(kind, target);
        if (found.isEmpty()) {
            violations.add(Violation.at("/extent/" + kind, TARGET_FORMS.getOrDefault(kind, EXTENT_FORM)));
        }
        return found;
    }

    private static Map<String, String> named(Target extent) {
        var named = new LinkedHashMap<String, String>();
        put(named, "tenant", extent.tenant());
        put(named, "namespace", extent.namespace());
        put(named, "job", extent.job());
        put(named, "workerGroup", extent.workerGroup());
        put(named, "subject", extent.subject());
        return named;
    }

    private static void put(Map<String, String> named, String kind, @Nullable Object value) {
        if (value != null) {
            named.put(kind, value.toString());
        }
    }

    private static Optional<Duration> lasts(@Nullable String text, List<Violation> violations) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Duration> lasts = duration(text)
                .filter(time -> time.compareTo(SHORTEST) >= 0)
                .filter(time -> time.compareTo(LONGEST) <= 0);
        if (lasts.isEmpty()) {
            violations.add(Violation.at("/expires", "a duration from PT1S to P366D, such as PT4H, or left out"));
        }
        return lasts;
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(Duration.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static ProblemException refused(List<Violation> violations) {
        return new ProblemException(
                Problem.of(422, "body_invalid", "This is no order for a kill switch. Nothing was stopped.")
                        .withViolations(violations));
    }
}
