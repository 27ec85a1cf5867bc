package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what other rules would have said of what was asked. */
@Command(
        name = "replay",
        description =
                "Asks the rules of manifests, in the place of those that are declared, what was asked in a period, and"
                        + " shows where they answer otherwise than the declared ones do. Nothing is changed."
                        + " 0: nowhere; 1: somewhere.")
final class PolicyReplayCommand implements Callable<Integer> {
    private final Settings settings;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final CandidateOptions candidate = new CandidateOptions();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "TIME",
            description = "When the period begins: 2026-11-27T10:00:00Z, or how long ago: PT1H, P7D.")
    private String from = "";

    @Option(
            names = "--to",
            paramLabel = "TIME",
            description = "When it ends, in the same forms; now unless it is said.")
    private Optional<String> to = Optional.empty();

    PolicyReplayCommand(Settings settings) {
        this.settings = settings;
    }

    @Override
    public Integer call() {
        Instant now = settings.world().clock().instant();
        ObjectNode body = candidate
                .body(settings.world())
                .put("from", time("--from", from, now).toString())
                .put("to", to.map(text -> time("--to", text, now)).orElse(now).toString());
        ArrayNode groups = Json.object().putArray("groups");
        JsonNode summary = settings.gateway().replay(body, candidate.file(), line -> {
            if (line.has("transition")) {
                groups.add(line);
            } else if (output.isText()) {
                settings.world().say("asked " + line.path("asked").asText());
            }
        });
        if (output.isText()) {
            groups.forEach(this::show);
            show(summary, groups.size());
        } else {
            ObjectNode answer = Json.object();
            answer.set("groups", groups);
            answer.set("summary", summary);
            settings.world().out().println(output.written(answer));
        }
        return (summary.path("differences").isEmpty() ? ExitCode.DONE : ExitCode.NEGATIVE).number();
    }

    private static Instant time(String option, String text, Instant now) {
        try {
            return text.startsWith("P")
                    ? now.minus(Duration.parse(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException malformed) {
            throw CommandFailure.usage(
                    option + " is a time, such as 2026-11-27T10:00:00Z, or how long ago, such as PT1H");
        }
    }

    private void show(JsonNode group) {
        String rule = group.has("rule")
                ? "  by " + group.path("rule").path("kind").asText() + " "
                        + group.path("rule").path("name").asText()
                : "";
        settings.world()
                .show("%-15s  %6s  %s by a %s%s"
                        .formatted(
                                group.path("transition").asText(),
                                group.path("count").asText(),
                                group.path("job").asText(),
                                group.path("subjectKind").asText().replace('_', ' '),
                                rule));
        if (group.has("examples")) {
            var examples = new StringJoiner(", ", "    such as ", "");
            group.path("examples").forEach(id -> examples.add(id.asText()));
            settings.world().show(examples.toString());
        }
    }

    private void show(JsonNode summary, int groups) {
        var differences = new StringJoiner(", ");
        summary.path("differences")
                .properties()
                .forEach(each ->
                        differences.add(each.getKey() + " " + each.getValue().asText()));
        settings.world()
                .show("Asked: %s, unchanged: %s, not known in full: %s, differences: %s"
                        .formatted(
                                summary.path("asked").asText(),
                                summary.path("unchanged").asText(),
                                summary.path("partial").asText(),
                                differences.length() == 0 ? "none" : differences.toString()));
        if (summary.path("examplesWithheld").asBoolean()) {
            settings.world()
                    .show("The rules go by inputs or launch options, so examples are for those with audit:read.");
        }
        if (!summary.path("ungrouped").isEmpty()) {
            settings.world().show("There are more than " + groups + " groups, and these are the first that were met.");
        }
    }
}
