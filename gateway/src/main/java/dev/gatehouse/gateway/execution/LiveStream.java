package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.ExecutionReadPermit;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * One caller who follows one execution: until the gateway stops, the caller is gone, its access has ended, or the
 * stream is so old that the token has to be shown again. Confined to the request's thread.
 */
final class LiveStream {
    private final ExecutionNews news;
    private final ExecutionNews.Following following;
    private final LiveAccess access;
    private final ExecutionReadPermit permit;
    private final StreamConfig config;
    private final EventWriter writer;
    private final long end;
    private long checkedAt = System.nanoTime();
    private Optional<StreamEnd> accessOver = Optional.empty();

    LiveStream(
            ExecutionNews news,
            ExecutionNews.Following following,
            LiveAccess access,
            ExecutionReadPermit permit,
            StreamConfig config,
            HttpServerRequest request) {
        this.news = news;
        this.following = following;
        this.access = access;
        this.permit = permit;
        this.config = config;
        this.writer = new EventWriter(request, config.slowReader(), this::over);
        this.end = System.nanoTime() + config.longest().toNanos();
    }

    EventWriter writer() {
        return writer;
    }

    long note() {
        return following.note();
    }

    /** Why it must not go on; nothing where it may. */
    Optional<StreamEnd> over() {
        if (news.closing()) {
            return Optional.of(StreamEnd.GATEWAY_STOPPING);
        }
        if (writer.isGone()) {
            return Optional.of(StreamEnd.CALLER_GONE);
        }
        if (System.nanoTime() > end) {
            return Optional.of(StreamEnd.TOO_OLD);
        }
        if (System.nanoTime() - checkedAt >= config.accessCheck().toNanos()) {
            accessOver = access.over(permit);
            checkedAt = System.nanoTime();
        }
        return accessOver;
    }

    /** Returns when there was news since the note, or when the stream has been silent for too long. */
    void awaitNews(long note) throws StreamCut, InterruptedException {
        while (over().isEmpty() && following.note() == note) {
            following.await(note, config.accessCheck());
            if (writer.silentFor().compareTo(config.heartbeat()) >= 0) {
                writer.comment();
                return;
            }
        }
    }
}
