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

    /** All that would run, and how to say yes to exactly that. */
    void show(JsonNode approval) {
        line("id", approval.path("id").asText());
        line("execution", approval.path("execution").asText());
        line("asked by", who(approval.path("requestedBy")));
        optional("acted by", approval.path("actedBy"));
        line("asked at", approval.path("requestedAt").asText());
        line("expires", approval.path("expiresAt").asText());
        line("job", job(approval));
        run(approval.path("run"));
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

    private void run(JsonNode run) {
        line("manifest", "sha256 " + run.path("jobDigest").asText());
        line("connector", run.path("connector").asText());
        line("group", run.path("workerGroup").asText());
        line("timeout", run.path("timeout").asText());
        line("priority", run.path("priority").asText());
        document("labels", run.path("labels"));
        document("env", run.path("env"));
        document("secrets", run.path("secrets"));
        if (run.has("command")) {
            document("command", run.path("command"));
            document("inputs", run.path("inputs"));
            document("launch", run.path("launch"));
        } else {
            settings.world().say("command and inputs are shown to those who may decide");
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

    /** Each of its lines alone, so that what somebody wrote cannot look like one of ours. */
    private void document(String label, JsonNode value) {
        if (!value.isEmpty()) {
            String lines = Json.compact(value);
            line(label, lines.lines().findFirst().orElse(""));
            lines.lines().skip(1).forEach(rest -> line("", rest));
        }
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
