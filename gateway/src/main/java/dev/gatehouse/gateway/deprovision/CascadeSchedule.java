package dev.gatehouse.gateway.deprovision;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.audit.AuditTrail;
import dev.gatehouse.gateway.database.Transactions;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Has ends of access go on: at once where this gateway began one, and every second for those of gateways that died. */
@Singleton
final class CascadeSchedule {
    /** By which tests hold it. */
    static final String IDENTITY = "access-ends";

    private final CascadeTurns turns;

    CascadeSchedule(Transactions transactions, EndsOfAccess ends, AuditTrail trail, ObjectMapper json) {
        this.turns = new CascadeTurns(new Cascade<>(transactions, ends, EndsOfAccess.TABLE, trail, json)::run);
    }

    @Scheduled(every = "1s", identity = IDENTITY, concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        turns.run();
    }

    void begun(@Observes AccessEndBegun begun) {
        turns.hasten("access-end");
    }
}
