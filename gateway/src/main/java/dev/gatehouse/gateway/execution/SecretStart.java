package dev.gatehouse.gateway.execution;

import dev.gatehouse.observability.Spans;
import dev.gatehouse.secrets.Opening;
import dev.gatehouse.secrets.PreparedSecrets;
import dev.gatehouse.secrets.Resolution;
import dev.gatehouse.secrets.SealTarget;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.SecretResolver;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * An allowed start of a job with secrets. What dynamic ones are issued under is opened and recorded before anything is
 * issued, so that there is no moment in which something lives that nobody would revoke. Calls stores, outside transactions.
 */
@Singleton
final class SecretStart {
    private final SharedStarts shared;
    private final Admissions admissions;
    private final SecretResolver secrets;
    private final Telemetry telemetry;
    private final ExecutionConfig config;

    SecretStart(
            SharedStarts shared,
            Admissions admissions,
            SecretResolver secrets,
            Telemetry telemetry,
            ExecutionConfig config) {
        this.shared = shared;
        this.admissions = admissions;
        this.secrets = secrets;
        this.telemetry = telemetry;
        this.config = config;
    }

    /** @param row of the execution, as it was before this start */
    SecretOutcome start(StartCommand command, LockedExecution row) {
        Duration longest = longest(row);
        return switch (opened(command, longest)) {
            case Opening.Ended(Resolution.Failed(var secret, String code)) -> new SecretOutcome.Failed(secret, code);
            case Opening.Ended(Resolution.Unavailable(String cause)) -> new SecretOutcome.Later(cause);
            case Opening.Ended(Resolution.Sealed _) -> throw new IllegalStateException("sealed before it was resolved");
            case Opening.Opened(PreparedSecrets prepared) -> {
                try (prepared) {
                    var issued = new IssuedSecrets(prepared.accessors(), longest, List.of());
                    yield admitted(command.under(issued), prepared);
                }
            }
        };
    }

    /** As long as the run can be RUNNING before the gateway ends it, and its start before that. */
    private Duration longest(LockedExecution row) {
        return Duration.ofMillis(row.timeoutMillis())
                .plus(config.unstartedLease())
                .plus(config.reportGrace());
    }

    private SecretOutcome admitted(StartCommand command, PreparedSecrets prepared) {
        return switch (admit(command, prepared)) {
            case AdmitOutcome.Admitted(SealTarget target) -> begun(command, target, prepared);
            case AdmitOutcome.Gone(String reason) -> abandoned(prepared, new StartOutcome.Gone(reason));
            case AdmitOutcome.TokenEnded() -> abandoned(prepared, new StartOutcome.TokenEnded());
            case AdmitOutcome.FactsChanged() -> abandoned(prepared, new StartOutcome.FactsChanged());
        };
    }

    private SecretOutcome begun(StartCommand command, SealTarget target, PreparedSecrets prepared) {
        return switch (resolved(command, target, prepared)) {
            case Resolution.Sealed sealed -> started(command.with(sealed, prepared.issued()));
            case Resolution.Failed(var secret, String code) ->
                withdrawn(command, prepared, new SecretOutcome.Failed(secret, code));
            case Resolution.Unavailable(String cause) -> withdrawn(command, prepared, new SecretOutcome.Later(cause));
        };
    }

    /** What was issued leaves with its own envelope alone: another call of the same start may have been faster. */
    private SecretOutcome started(StartCommand command) {
        StartOutcome outcome = shared.start(command);
        boolean left = outcome instanceof StartOutcome.Started begun
                && begun.envelope().equals(command.envelope());
        if (!left) {
            admissions.withdraw(command);
        }
        return new SecretOutcome.Answered(outcome);
    }

    private SecretOutcome withdrawn(StartCommand command, PreparedSecrets prepared, SecretOutcome outcome) {
        admissions.withdraw(command.under(command.issued().with(prepared.issued())));
        return outcome;
    }

    /** Where nobody knows whether it was recorded, it is ended too: it issued nothing. */
    private AdmitOutcome admit(StartCommand command, PreparedSecrets prepared) {
        try {
            return shared.admit(command);
        } catch (RuntimeException unknown) {
            prepared.abandonAfter(unknown);
            throw unknown;
        }
    }

    private static SecretOutcome abandoned(PreparedSecrets prepared, StartOutcome outcome) {
        prepared.abandon();
        return new SecretOutcome.Answered(outcome);
    }

    private Opening opened(StartCommand command, Duration longest) {
        try {
            return secrets.open(command.permit(), longest);
        } catch (SecretException unreadable) {
            Span.current().recordException(unreadable);
            return new Opening.Ended(new Resolution.Unavailable("secret_unavailable"));
        }
    }

    private Resolution resolved(StartCommand command, SealTarget target, PreparedSecrets prepared) {
        return telemetry.within(Spans.RESOLVE, () -> resolve(command, target, prepared));
    }

    private Resolution resolve(StartCommand command, SealTarget target, PreparedSecrets prepared) {
        try {
            return secrets.resolve(command.permit(), target, prepared);
        } catch (SecretException unreadable) {
            Span.current().recordException(unreadable);
            return new Resolution.Unavailable("secret_unavailable");
        }
    }
}
