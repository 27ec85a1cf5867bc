package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Collectors;

/** How executions that wait for people are shown, and how something is said of one. */
final class Approvals {
    private final Settings settings;

    Approvals(Settings settings) {
        this.settings = settings;
    }

    /** Says it of exactly what the digest is of, and shows how that stands then. */
    void say(String approval, String word, String digest, Optional<String> comment, OutputOption output) {
        var body = Json.object().put("digest", digest);
        comment.ifPresent(text -> body.put("comment", text));
        JsonNode answer = settings.gateway()
                .post("approvals/" + GatewayClient.path(approval) + "/" + word, body)
                .orThrow()
                .json();
        if (output.isText()) {
            line("execution", answer.path("execution").asText());
            standing(answer);
        } else {
            settings.world().out().println(output.written(answer));
        }
    }

    /** A table with a line for each. */
    void list(Iterable<JsonNode> approvals) {
        row("ID", "STATE", "GIVEN", "EXPIRES", "ASKED BY", "JOB");
        approvals.forEach(approval -> row(
                approval.path("id").asText(),
                approval.path("state").asText(),
                approval.path("rules")
                        .valueStream()
                        .map(rule -> rule.path("given").asText() + "/"
                                + rule.path("count").asText())
                        .collect(Collectors.joining(" ")),
                approval.path("expiresAt").asText(),
                approval.path("requestedBy").path("name").asText(),
                job(approval)));
    }

    /**
     * All that would run, and how to say yes to exactly that.
     *
     * @param full also long files
     */
    void show(JsonNode approval, boolean full) {
        line("id", approval.path("id").asText());
        line("execution", approval.path("execution").asText());
        line("asked by", who(approval.path("requestedBy")));
        optional("acted by", approval.path("actedBy"));
        line("asked at", approval.path("requestedAt").asText());
        line("expires", approval.path("expiresAt").asText());
        line("job", job(approval));
        new ApprovedRun(settings, full).show(approval.path("run"));
        standing(approval);
        approval.path("notices")
                .forEach(notice -> line(
                        "notice",
                        notice.path("rule").asText() + "  "
                                + notice.path("state").asText() + "  tries "
                                + notice.path("tries").asText() + "  "
                                + notice.path("error").asText()));
        line("digest", approval.path("digest").asText());
        if (approval.path("state").asText().equals("waiting")
                && approval.path("mayDecide").asBoolean()) {
            settings.world()
                    .say("to say yes to this: gatehouse approval approve "
                            + approval.path("id").asText() + " --digest "
                            + approval.path("digest").asText());
        }
    }

    private void standing(JsonNode approval) {
        approval.path("rules")
                .forEach(rule -> line(
                        "rule",
                        rule.path("name").asText() + "  " + rule.path("given").asText() + " of "
                                + rule.path("count").asText() + "  "
                                + rule.path("message").asText()));
        approval.path("votes")
                .forEach(vote -> line(
                        "vote",
                        vote.path("vote").asText() + "  " + who(vote.path("by")) + "  "
                                + vote.path("at").asText()
                                + (vote.path("counts").asBoolean() ? "  " : "  (does not count)  ")
                                + vote.path("comment").asText()));
        line("state", approval.path("state").asText());
    }

    private static String who(JsonNode who) {
        return who.path("name").asText() + "  " + who.path("id").asText();
    }

    private static String job(JsonNode approval) {
        return approval.path("job").asText() + "@" + approval.path("revision").asText();
    }

    private void optional(String label, JsonNode value) {
        if (value.isTextual()) {
            line(label, value.asText());
        }
    }

    private void line(String label, String value) {
        settings.world().show("%-10s %s".formatted(label, value).stripTrailing());
    }

    private void row(String id, String state, String given, String expires, String by, String job) {
        settings.world().show("%-36s  %-8s  %-7s  %-27s  %-20s  %s".formatted(id, state, given, expires, by, job));
    }
}
