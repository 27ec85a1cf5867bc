package dev.gatehouse.gateway.execution;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.gatehouse.audit.AccessEvent.ExecutionLimited;
import dev.gatehouse.audit.JobPin;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.audit.NumberedEvent;
import dev.gatehouse.gateway.identity.Asked;
import dev.gatehouse.gateway.limit.AcceptanceLimits;
import dev.gatehouse.gateway.limit.LimitBook;
import dev.gatehouse.gateway.limit.LimitName;
import dev.gatehouse.gateway.limit.LimitReached;
import dev.gatehouse.gateway.limit.Limits;
import dev.gatehouse.gateway.limit.Start;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.JobReference;
import dev.gatehouse.policy.Subject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds acceptances to the limits of their tenants; what one has no room for is an event, never an execution. */
@Singleton
final class StartLimits {
    private final LimitBook book;
    private final AuditTrail trail;

    StartLimits(LimitBook book, AuditTrail trail) {
        this.book = book;
        this.trail = trail;
    }

    /** The limits of their tenants, for {@link #take}; before the transaction, because they may have to be read. */
    Map<String, Limits> declared(List<AcceptCommand> commands) {
        return commands.stream().map(AcceptCommand::tenant).distinct().collect(toMap(identity(), book::of));
    }

    /** Counts the commands, in their order. Those that are not counted are recorded, each with the limit that it met. */
    Map<ExecutionId, LimitReached> take(
            Connection connection, List<AcceptCommand> commands, Map<String, Limits> declared) throws SQLException {
        if (declared.values().stream().allMatch(Limits.NONE::equals)) {
            return Map.of();
        }
        Map<ExecutionId, LimitReached> reached = AcceptanceLimits.take(
                        connection,
                        commands.stream()
                                .map(command -> new AcceptanceLimits.Candidate(
                                        command.id().value(),
                                        start(command),
                                        declared.getOrDefault(command.tenant(), Limits.NONE),
                                        !command.isQueued()))
                                .toList())
                .entrySet()
                .stream()
                .collect(toMap(each -> new ExecutionId(each.getKey()), Map.Entry::getValue));
        trail.record(
                connection,
                commands.stream()
                        .flatMap(command -> Optional.ofNullable(reached.get(command.id()))
                                .map(met -> new NumberedEvent(command.tenant(), 0, event(command, met.limit())))
                                .stream())
                        .toList());
        return reached;
    }

    private static Start start(AcceptCommand command) {
        return new Start(
                command.tenant(),
                command.question().job().name(),
                command.subject().id());
    }

    private static ExecutionLimited event(AcceptCommand command, LimitName limit) {
        Subject subject = command.subject();
        JobReference job = command.question().job();
        return new ExecutionLimited(
                Asked.actor(subject),
                new JobPin(job.id(), job.revision(), job.digest(), job.name().toString()),
                limit.kind().code(),
                limit.per().word(),
                limit.namespace().path());
    }
}
