package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.telemetry.Meters;
import dev.gatehouse.observability.Metrics;
import dev.gatehouse.policy.ExecutionReadPermit;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/**
 * Executions' logs and states as they come, written to a caller until the execution is over and everything is sent: that
 * is the event {@code end}. A stream that ends without it goes on, with the last id, at any gateway.
 */
@Singleton
final class ExecutionStreams {
    private final ExecutionNews news;
    private final OpenStreams open;
    private final LiveAccess access;
    private final ExecutionReads executions;
    private final LogReads logs;
    private final ObjectMapper json;
    private final StreamConfig config;
    private final Meters meters;
    private final Semaphore readers;

    ExecutionStreams(
            ExecutionNews news,
            OpenStreams open,
            LiveAccess access,
            ExecutionReads executions,
            LogReads logs,
            ObjectMapper json,
            StreamConfig config,
            Meters meters) {
        this.news = news;
        this.open = open;
        this.access = access;
        this.executions = executions;
        this.logs = logs;
        this.json = json;
        this.config = config;
        this.meters = meters;
        this.readers = new Semaphore(config.readers(), true);
    }

    private interface Following {
        StreamEnd write(LiveStream stream) throws StreamCut, InterruptedException;
    }

    private interface Reading<T> {
        T read();
    }

    /** The chunks after the position. */
    void logs(ExecutionReadPermit permit, LogPosition from, HttpServerRequest http) {
        follow(permit, http, stream -> {
            LogPosition after = from;
            while (true) {
                Optional<StreamEnd> over = stream.over();
                if (over.isPresent()) {
                    return over.get();
                }
                long note = stream.note();
                LogPosition last = after;
                Optional<LogReads.Tail> tail = read(() -> logs.tail(permit, last));
                if (tail.isEmpty()) {
                    return StreamEnd.DELETED;
                }
                for (LogReads.Line line : tail.get().lines()) {
                    after = line.position();
                    stream.writer().add("log", after.toString(), written(line));
                }
                if (!after.equals(last)) {
                    stream.writer().flush();
                } else if (tail.get().state().terminal()) {
                    return complete(stream, tail.get().state());
                } else {
                    stream.awaitNews(note);
                }
            }
        });
    }

    /** The execution as it is, and whenever it has changed. What came and went between two looks is not shown. */
    void states(
            ExecutionReadPermit permit,
            Optional<StatePosition> from,
            UnaryOperator<ExecutionView> shown,
            HttpServerRequest http) {
        follow(permit, http, stream -> {
            Optional<StatePosition> known = from;
            while (true) {
                Optional<StreamEnd> over = stream.over();
                if (over.isPresent()) {
                    return over.get();
                }
                long note = stream.note();
                Optional<ExecutionReads.Standing> now = read(() -> executions.standing(permit));
                if (now.isEmpty()) {
                    return StreamEnd.DELETED;
                }
                StatePosition position = now.get().position();
                if (!known.equals(Optional.of(position))) {
                    known = Optional.of(position);
                    stream.writer()
                            .add(
                                    "state",
                                    position.toString(),
                                    written(shown.apply(now.get().view())));
                    stream.writer().flush();
                }
                if (position.state().terminal()) {
                    return complete(stream, position.state());
                }
                stream.awaitNews(note);
            }
        });
    }

    private StreamEnd complete(LiveStream stream, ExecutionState state) throws StreamCut {
        stream.writer().add("end", written(Map.of("state", state)));
        stream.writer().flush();
        return StreamEnd.COMPLETE;
    }

    /** Whoever is still there when a stream ends without {@code end} comes back with the last id that arrived. */
    private void follow(ExecutionReadPermit permit, HttpServerRequest http, Following act) {
        if (news.closing()) {
            throw new ProblemException(Problem.stopping());
        }
        var execution = new ExecutionKey(permit.subject().tenant(), permit.execution());
        try (OpenStreams.Place _ = open.open(permit.subject());
                ExecutionNews.Following following = news.follow(execution)) {
            if (!http.method().equals(HttpMethod.HEAD)) {
                var stream = new LiveStream(news, following, access, permit, config, http);
                meters.counter(Metrics.STREAMS_ENDED, written(stream, act).word())
                        .increment();
            }
        }
    }

    private static StreamEnd written(LiveStream stream, Following act) {
        try {
            stream.writer().begin();
            return act.write(stream);
        } catch (StreamCut cut) {
            return cut.end();
        } catch (DatabaseUnavailable | ProblemException away) {
            // Also where policy cannot be asked: too little is known to show more.
            return StreamEnd.DATABASE_UNAVAILABLE;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return StreamEnd.GATEWAY_STOPPING;
        }
    }

    /** In turn: a thousand streams that wake at once leave connections to those who do something. */
    private <T> T read(Reading<T> look) throws InterruptedException {
        readers.acquire();
        try {
            return look.read();
        } finally {
            readers.release();
        }
    }

    private String written(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
