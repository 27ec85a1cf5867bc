package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.audit.DecisionReference;
import dev.gatehouse.policy.SecretReference;
import java.util.Optional;
import java.util.UUID;

/**
 * How an execution ends.
 *
 * @param actor the worker that reported the end, or the subject that caused it
 * @param decision where a decision ended it
 * @param error one code, of an end that is no success
 * @param secret that it failed for, where it did
 * @param confirmed false where a worker that was told to stop was lost before it said that it had
 * @param reportDigest hex, so that the same report again gets the same answer
 */
record Closing(
        ExecutionState state,
        Optional<UUID> actor,
        Optional<DecisionReference> decision,
        Optional<String> error,
        Optional<SecretReference> secret,
        Optional<Integer> exitCode,
        boolean confirmed,
        Optional<JsonNode> outputs,
        long logChunks,
        Optional<String> logDigest,
        Optional<String> reportDigest) {
    Closing {
        if (!state.terminal()) {
            throw new IllegalArgumentException("an end that is none");
        }
    }

    /** An end that no worker reported. */
    static Closing unreported(ExecutionState state, Optional<String> error) {
        return new Closing(
                state,
                Optional.empty(),
                Optional.empty(),
                error,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    static Closing reported(ReportCommand report, ExecutionState state, String digest) {
        return new Closing(
                state,
                Optional.of(report.session().worker()),
                Optional.empty(),
                report.error(),
                Optional.empty(),
                report.exitCode().isPresent() ? Optional.of(report.exitCode().getAsInt()) : Optional.empty(),
                true,
                report.outputs(),
                report.logChunks(),
                Optional.of(report.logDigest()).filter(text -> !text.isEmpty()),
                Optional.of(digest));
    }

    Closing by(UUID subject) {
        return new Closing(
                state,
                Optional.of(subject),
                decision,
                error,
                secret,
                exitCode,
                confirmed,
                outputs,
                logChunks,
                logDigest,
                reportDigest);
    }

    Closing by(UUID subject, DecisionReference reference) {
        return by(subject).decidedBy(reference);
    }

    Closing decidedBy(DecisionReference reference) {
        return new Closing(
                state,
                actor,
                Optional.of(reference),
                error,
                secret,
                exitCode,
                confirmed,
                outputs,
                logChunks,
                logDigest,
                reportDigest);
    }

    Closing failedFor(SecretReference missed) {
        return new Closing(
                state,
                actor,
                decision,
                error,
                Optional.of(missed),
                exitCode,
                confirmed,
                outputs,
                logChunks,
                logDigest,
                reportDigest);
    }

    Closing unconfirmed() {
        return new Closing(
                state, actor, decision, error, secret, exitCode, false, outputs, logChunks, logDigest, reportDigest);
    }
}
