package dev.gatehouse.gateway.execution;

import dev.gatehouse.policy.ExecutionReadPermit;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;

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
    private boolean allowed = true;

    LiveStream(
            ExecutionNews news,
            ExecutionNews.Following following,
            LiveAccess access,
            ExecutionReadPermit permit,
            StreamConfig config,
            HttpServerResponse response) {
        this.news = news;
        this.following = following;
        this.access = access;
        this.permit = permit;
        this.config = config;
        this.writer = new EventWriter(response, config.slowReader(), this::mayGoOn);
        this.end = System.nanoTime() + config.longest().toNanos();
    }

    EventWriter writer() {
        return writer;
    }

    long note() {
        return following.note();
    }

    boolean mayGoOn() {
        if (news.closing() || writer.isGone() || System.nanoTime() > end) {
            return false;
        }
        if (System.nanoTime() - checkedAt >= config.accessCheck().toNanos()) {
            allowed = access.holds(permit);
            checkedAt = System.nanoTime();
        }
        return allowed;
    }

    /** Returns when there was news since the note, or when the stream has been silent for too long. */
    void awaitNews(long note) throws IOException, InterruptedException {
        while (mayGoOn() && following.note() == note) {
            following.await(note, config.accessCheck());
            if (writer.silentFor().compareTo(config.heartbeat()) >= 0) {
                writer.comment();
                return;
            }
        }
    }
}
