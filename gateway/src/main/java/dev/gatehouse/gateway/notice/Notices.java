package dev.gatehouse.gateway.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.gateway.operation.PublicAddress;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;

/**
 * Makes the calls that are due, with the headers of Standard Webhooks but for the signature: what a call says is where to look,
 * and whoever looks there is asked who they are. Thread-safe.
 */
@Singleton
final class Notices {
    private static final Logger LOG = Logger.getLogger(Notices.class);
    private static final int MOST_AT_ONCE = 64;
    private static final EgressRequest.Limits LIMITS = new EgressRequest.Limits(Duration.ofSeconds(5), 16 << 10);

    private final NoticeRows rows;
    private final Egress egress;
    private final PublicAddress address;
    private final InstantSource clock;
    private final ObjectMapper json;

    Notices(NoticeRows rows, Egress egress, PublicAddress address, InstantSource clock, ObjectMapper json) {
        this.rows = rows;
        this.egress = egress;
        this.address = address;
        this.clock = clock;
        this.json = json;
    }

    /** Makes some calls at once and waits for them; whether there may be more to make. */
    boolean send() {
        List<Notice> due = rows.take(MOST_AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            due.forEach(notice -> threads.execute(() -> send(notice)));
        }
        return due.size() == MOST_AT_ONCE;
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
