package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;

/** How it is shown why policy says yes or no. */
final class Explanations {
    private final Settings settings;

    Explanations(Settings settings) {
        this.settings = settings;
    }

    /** A recorded decision, in whichever form the gateway shows it. */
    void decision(JsonNode decision) {
        line(decision.path("outcome").asText(), asked(decision));
        line("object", decision.path("object").asText());
        line("decision", decision.path("id").asText());
        line("at", decision.path("at").asText());
        if (decision.has("subject")) {
            line("subject", named(decision.path("subject")));
            line("policy", "revision " + decision.path("tenantRevision").asText() + " of the tenant");
        }
        line("why", decision.path("reason_user").asText());
        decision.path("reasons")
                .forEach(reason -> line("", reason.path("message").asText()));
        decision.path("nearMisses")
                .forEach(miss -> line("near", miss.path("text").asText()));
        rules(decision);
    }

    /** What somebody may. */
    void check(JsonNode check) {
        line(check.path("allowed").asBoolean() ? "yes" : "no", asked(check));
        line("subject", named(check.path("subject")));
        line("why", check.path("reason_user").asText());
        check.path("reason_admin").forEach(reason -> line("", reason.asText()));
        rules(check);
    }

    private void rules(JsonNode of) {
        of.path("rules").forEach(rule -> line("rule", rule(rule)));
    }

    private static String asked(JsonNode of) {
        return of.path("permission").asText() + " in " + of.path("namespace").asText();
    }

    private static String named(JsonNode subject) {
        String id = subject.path("id").asText();
        return subject.has("name") ? subject.path("name").asText() + "  " + id : id;
    }

    private static String rule(JsonNode rule) {
        String place = rule.has("namespace") ? rule.path("namespace").asText() + "/" : "";
        String version = rule.path("kind").asText() + " " + place
                + rule.path("name").asText(rule.path("id").asText()) + "@"
                + rule.path("revision").asText();
        long current = rule.path("currentRevision").asLong(rule.path("revision").asLong());
        return current == rule.path("revision").asLong() ? version : version + " (now @" + current + ")";
    }

    private void line(String label, String value) {
        if (!value.isEmpty()) {
            settings.world().show("%-10s %s".formatted(label, value));
        }
    }
}
