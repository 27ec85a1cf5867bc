package dev.gatehouse.policy;

import java.util.List;
import java.util.stream.Stream;

/**
 * What rules say of a question that nobody acts on: no permit comes of it.
 *
 * @param rules that determine it, each once: those that want an approval, and then those that allow it; or those that deny it
 * @param sentences why it is denied, or what else is said of it, for administrators; may be empty
 */
public record Judgement(Outcome outcome, List<Rule> rules, List<String> sentences) {
    /** Which of the three it is, the strictest last. */
    public enum Outcome {
        ALLOW,
        APPROVAL,
        DENY
    }

    public Judgement {
        rules = List.copyOf(rules);
        sentences = List.copyOf(sentences);
    }

    static Judgement of(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Granted granted ->
                new Judgement(
                        granted.approvals().isEmpty() ? Outcome.ALLOW : Outcome.APPROVAL,
                        Stream.concat(granted.approvals().stream().map(ApprovalRule::rule), granted.rules().stream())
                                .distinct()
                                .toList(),
                        granted.warnings().stream()
                                .map(warning -> said("warns", warning.name(), warning.message()))
                                .toList());
            case Verdict.Refused refused ->
                new Judgement(
                        Outcome.DENY,
                        refused.reasons().stream()
                                .flatMap(reason -> reason.rule().stream())
                                .toList(),
                        refused.reasons().stream().map(Reason::message).toList());
        };
    }

    private static String said(String what, String guardrail, String message) {
        return "Guardrail " + guardrail + " " + what + (message.isEmpty() ? "" : ": " + message);
    }
}
