package dev.gatehouse.gateway.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * Makes the calls that are due, with the headers of Standard Webhooks but for the signature: what a call says is where to look,
 * and whoever looks there is asked who they are. Calls are made side by side, a few of each tenant, so receivers that hang
 * keep nobody waiting but their own tenant. Thread-safe.
 */
@Singleton
final class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final EgressRequest.Limits LIMITS = new EgressRequest.Limits(Duration.ofSeconds(5), 16 << 10);

    private final NoticeRows rows;
    private final Egress egress;
    private final PublicAddress address;
    private final InstantSource clock;
    private final ObjectMapper json;
    private final NoticeSeats seats = new NoticeSeats();
    private final ReentrantLock turn = new ReentrantLock();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private boolean stopping;

    Notices(NoticeRows rows, Egress egress, PublicAddress address, InstantSource clock, ObjectMapper json) {
        this.rows = rows;
        this.egress = egress;
        this.address = address;
        this.clock = clock;
        this.json = json;
    }

    /** Begins the calls that are due, as many as there are seats for; each that ends has the next one begin. */
    void send() {
        turn.lock();
        try {
            boolean more = !stopping;
            while (more) {
                more = begin();
            }
        } finally {
            turn.unlock();
        }
    }

    /** Whether there may be more to begin. */
    private boolean begin() {
        Map<String, Integer> unused = new HashMap<>(seats.deal(rows.tenants()));
        if (unused.isEmpty()) {
            return false;
        }
        try {
            NoticeRows.Taken taken = rows.take(unused);
            taken.calls().forEach(notice -> {
                unused.merge(notice.tenant(), -1, Integer::sum);
                threads.execute(() -> make(notice));
            });
            return taken.others();
        } finally {
            unused.forEach(seats::leave);
        }
    }

    private void make(Notice notice) {
        try {
            send(notice);
        } finally {
            seats.leave(notice.tenant(), 1);
        }
        try {
            send();
        } catch (RuntimeException fault) {
            LOG.warn("The next calls about approvals are looked for again in a moment", fault);
        }
    }

    /** Waits for the calls that are under way. */
    void stop(@Observes ShutdownEvent event) {
        turn.lock();
        try {
            stopping = true;
        } finally {
            turn.unlock();
        }
        threads.close();
    }

    private void send(Notice notice) {
        try {
            Optional<String> error = error(egress.send(notice.tenant(), request(notice)));
            if (error.isEmpty()) {
                rows.sent(notice);
                return;
            }
            rows.failed(notice, error.get());
            if (notice.tries() >= NoticeRows.MOST_TRIES) {
                LOG.warnf("A call about approval %s was given up: %s", notice.approval(), error.get());
            }
        } catch (RuntimeException fault) {
            LOG.warn("What became of a call about an approval is not written down, and it is made again", fault);
        }
    }

    private static Optional<String> error(EgressAnswer answer) {
        return switch (answer) {
            case EgressAnswer.Answered answered ->
                Optional.of("status_" + answered.status())
                        .filter(_ -> answered.status() < 200 || answered.status() >= 300);
            case EgressAnswer.Refused(String code) -> Optional.of(code);
            case EgressAnswer.Failed(String code) -> Optional.of(code);
        };
    }

    private EgressRequest request(Notice notice) {
        Instant now = clock.instant();
        ObjectNode body =
                json.createObjectNode().put("type", "approval.requested").put("timestamp", now.toString());
        body.putObject("data")
                .put("tenant", notice.tenant())
                .put("approval", notice.approval().toString())
                .put("execution", notice.execution().toString())
                .put("expiresAt", notice.expiresAt().toString())
                .put("link", address.of("/api/v1/" + notice.tenant() + "/approvals/" + notice.approval()));
        try {
            return new EgressRequest(
                    "POST",
                    notice.url(),
                    Map.of(
                            "Content-Type", "application/json",
                            "webhook-id", notice.id().toString(),
                            "webhook-timestamp", Long.toString(now.getEpochSecond())),
                    json.writeValueAsString(body),
                    LIMITS);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("ids that are not JSON", impossible);
        }
    }
}
