package dev.gatehouse.gateway.notice;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Looks every second for calls that are due. */
@Singleton
final class NoticeSchedule {
    private static final Logger LOG = Logger.getLogger(NoticeSchedule.class);

    private final Notices notices;

    NoticeSchedule(Notices notices) {
        this.notices = notices;
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        try {
            notices.send();
        } catch (DatabaseUnavailable away) {
            LOG.warn("Calls about approvals wait for the database", away);
        }
    }
}
