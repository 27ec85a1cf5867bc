package dev.gatehouse.observability;

import static dev.gatehouse.observability.MetricLabel.ACT;
import static dev.gatehouse.observability.MetricLabel.BATCH;
import static dev.gatehouse.observability.MetricLabel.BLOCKED_BY;
import static dev.gatehouse.observability.MetricLabel.CACHE;
import static dev.gatehouse.observability.MetricLabel.CACHE_RESULT;
import static dev.gatehouse.observability.MetricLabel.CONNECTION_STATE;
import static dev.gatehouse.observability.MetricLabel.DOOR;
import static dev.gatehouse.observability.MetricLabel.ERROR;
import static dev.gatehouse.observability.MetricLabel.GROUP;
import static dev.gatehouse.observability.MetricLabel.LEASE_REASON;
import static dev.gatehouse.observability.MetricLabel.LEASE_STATE;
import static dev.gatehouse.observability.MetricLabel.LIMIT;
import static dev.gatehouse.observability.MetricLabel.LIMIT_PER;
import static dev.gatehouse.observability.MetricLabel.METHOD;
import static dev.gatehouse.observability.MetricLabel.OUTCOME;
import static dev.gatehouse.observability.MetricLabel.REASON;
import static dev.gatehouse.observability.MetricLabel.RESULT;
import static dev.gatehouse.observability.MetricLabel.ROUTE;
import static dev.gatehouse.observability.MetricLabel.RUN_STATE;
import static dev.gatehouse.observability.MetricLabel.STATUS;
import static dev.gatehouse.observability.MetricLabel.STREAM_END;
import static dev.gatehouse.observability.MetricLabel.TENANT;
import static dev.gatehouse.observability.MetricLabel.WORKER_STATE;

import dev.gatehouse.observability.Metric.Kind;
import java.util.List;

/**
 * Every metric of ours: OpenTelemetry semantic conventions where there is one, {@code gatehouse.*} otherwise. The page
 * {@code docs/metrics.md} is made of these declarations.
 */
public final class Metrics {
    public static final Metric REQUEST_DURATION = new Metric(
            "http.server.request.duration",
            Kind.HISTOGRAM,
            "s",
            "How long answers took, and so how many there were and how many failed. A long poll and a stream are as long as they were open.",
            DOOR,
            METHOD,
            ROUTE,
            STATUS,
            ERROR);
    public static final Metric ACTIVE_REQUESTS =
            new Metric("http.server.active_requests", Kind.GAUGE, "{request}", "Requests that are being answered.");
    public static final Metric CONNECTIONS =
            new Metric("gatehouse.http.connections", Kind.GAUGE, "{connection}", "Connections open to the doors.");
    public static final Metric FAILED_AUTHENTICATIONS = new Metric(
            "gatehouse.authentications.failed",
            Kind.COUNTER,
            "{request}",
            "Requests that showed no credential, or none that is good.",
            REASON);

    public static final Metric DECISIONS =
            new Metric("gatehouse.decisions", Kind.COUNTER, "{decision}", "What policy answered.", ACT, OUTCOME);
    public static final Metric DECISION_DURATION =
            new Metric("gatehouse.decision.duration", Kind.HISTOGRAM, "s", "How long policy took to answer.", ACT);

    public static final Metric ACCEPTED = new Metric(
            "gatehouse.executions.accepted", Kind.COUNTER, "{execution}", "Executions that were accepted.", TENANT);
    public static final Metric LIMITED = new Metric(
            "gatehouse.executions.limited",
            Kind.COUNTER,
            "{request}",
            "Requests to start something that a limit had no room for.",
            LIMIT,
            LIMIT_PER);
    public static final Metric RUN_DURATION = new Metric(
            "cicd.pipeline.run.duration",
            Kind.HISTOGRAM,
            "s",
            "`pending`, of the gateway: from acceptance to the start of the first attempt. `executing`, of the worker: an"
                    + " attempt's run.",
            RUN_STATE,
            RESULT);
    public static final Metric QUEUE_DEPTH = new Metric(
            "gatehouse.queue.depth", Kind.GAUGE, "{execution}", "Executions that wait for a worker group.", GROUP);
    public static final Metric QUEUE_OLDEST = new Metric(
            "gatehouse.queue.oldest",
            Kind.GAUGE,
            "s",
            "How long the execution that waits longest for a worker group could have been claimed.",
            GROUP);
    public static final Metric BLOCKED = new Metric(
            "gatehouse.executions.blocked",
            Kind.GAUGE,
            "{execution}",
            "Queued executions that no worker is offered, whatever workers there are; at most 100,000 of each are counted. What"
                    + " waits for a concurrency limit is in no queue meanwhile; what waits for the end of a maintenance is. A kill"
                    + " switch blocks nothing that waits: it ends it.",
            BLOCKED_BY);
    public static final Metric WORKERS = new Metric(
            "cicd.worker.count", Kind.GAUGE, "{worker}", "Workers with a live session.", GROUP, WORKER_STATE);

    public static final Metric BATCH_SIZE = new Metric(
            "gatehouse.batch.size", Kind.HISTOGRAM, "{command}", "How many commands shared a commit.", BATCH);
    public static final Metric BATCH_WAIT = new Metric(
            "gatehouse.batch.wait",
            Kind.HISTOGRAM,
            "s",
            "How long the first command of a batch waited until it was written.",
            BATCH);
    public static final Metric BATCH_DURATION =
            new Metric("gatehouse.batch.duration", Kind.HISTOGRAM, "s", "How long a batch's transaction took.", BATCH);
    public static final Metric BATCH_HALVED = new Metric(
            "gatehouse.batch.halved",
            Kind.COUNTER,
            "{batch}",
            "Batches that failed and were written in halves.",
            BATCH);
    public static final Metric BATCH_REFUSED = new Metric(
            "gatehouse.batch.refused", Kind.COUNTER, "{command}", "Commands for which no seat was left.", BATCH);
    public static final Metric BATCH_WAITING = new Metric(
            "gatehouse.batch.waiting", Kind.GAUGE, "{command}", "Commands that wait for their batch now.", BATCH);

    public static final Metric STREAMS_OPEN = new Metric(
            "gatehouse.streams.open", Kind.GAUGE, "{stream}", "Callers who follow an execution's logs or state now.");
    public static final Metric STREAMS_ENDED = new Metric(
            "gatehouse.streams.ended",
            Kind.COUNTER,
            "{stream}",
            "Streams that ended; those that were refused are answers of the doors, with `too_many_streams` or"
                    + " `streams_exhausted`.",
            STREAM_END);

    public static final Metric SECRET_LEASES = new Metric(
            "gatehouse.secret.leases",
            Kind.GAUGE,
            "{lease}",
            "What dynamic secrets of runs were issued under and is not over; at most 100,000 are counted.",
            LEASE_STATE);
    public static final Metric STUCK_LEASES = new Metric(
            "gatehouse.secret.leases.stuck",
            Kind.GAUGE,
            "{lease}",
            "Those of them whose revocation has failed, and is tried again.",
            LEASE_REASON);

    public static final Metric LOG_PENDING = new Metric(
            "gatehouse.log.pending",
            Kind.GAUGE,
            "{leaf}",
            "Leaves without a place in their log; at most 10,000 are counted.");
    public static final Metric LOG_PENDING_AGE = new Metric(
            "gatehouse.log.pending.age", Kind.GAUGE, "s", "Age of the oldest of them: how far the logs lag.");
    public static final Metric LOG_SIZE =
            new Metric("gatehouse.log.size", Kind.GAUGE, "{leaf}", "Leaves that are below a checkpoint, in all logs.");
    public static final Metric STATE_AGE = new Metric(
            "gatehouse.state.age",
            Kind.GAUGE,
            "s",
            "How long ago queues, workers and logs were read from the database, which is every five seconds.");

    public static final Metric POOL_COUNT = new Metric(
            "db.client.connection.count", Kind.GAUGE, "{connection}", "Connections of the pool.", CONNECTION_STATE);
    public static final Metric POOL_MAX =
            new Metric("db.client.connection.max", Kind.GAUGE, "{connection}", "Connections that the pool may have.");
    public static final Metric POOL_PENDING = new Metric(
            "db.client.connection.pending_requests", Kind.GAUGE, "{request}", "Threads that wait for a connection.");

    public static final Metric CACHE_SIZE =
            new Metric("gatehouse.cache.size", Kind.GAUGE, "{entry}", "What a cache holds.", CACHE);
    public static final Metric CACHE_REQUESTS = new Metric(
            "gatehouse.cache.requests", Kind.COUNTER, "{request}", "What a cache was asked for.", CACHE, CACHE_RESULT);

    public static final Metric WORKER_RUNNING =
            new Metric("gatehouse.worker.running", Kind.GAUGE, "{execution}", "Executions that run here now.");
    public static final Metric WORKER_STARTED =
            new Metric("gatehouse.worker.started", Kind.COUNTER, "{execution}", "Executions that were started here.");
    public static final Metric WORKER_ENDED =
            new Metric("gatehouse.worker.ended", Kind.COUNTER, "{execution}", "Executions that ended here.", RESULT);
    public static final Metric WORKER_START_DURATION = new Metric(
            "gatehouse.worker.start.duration",
            Kind.HISTOGRAM,
            "s",
            "How long the gateway took to answer a start, its repeats counted in.");
    public static final Metric WORKER_SPOOL = new Metric(
            "gatehouse.worker.spool", Kind.GAUGE, "{report}", "Reports that the gateway has not acknowledged.");
    public static final Metric WORKER_LOG_DROPPED = new Metric(
            "gatehouse.worker.log.dropped",
            Kind.COUNTER,
            "By",
            "What jobs wrote beyond the limit of an attempt's log.");
    public static final Metric WORKER_AWAY = new Metric(
            "gatehouse.worker.gateway.away",
            Kind.COUNTER,
            "s",
            "How long the gateway was away, from the first failed call to the next that was answered.");

    private static final List<Metric> GATEWAY = List.of(
            REQUEST_DURATION,
            ACTIVE_REQUESTS,
            CONNECTIONS,
            FAILED_AUTHENTICATIONS,
            DECISIONS,
            DECISION_DURATION,
            ACCEPTED,
            LIMITED,
            RUN_DURATION,
            QUEUE_DEPTH,
            QUEUE_OLDEST,
            BLOCKED,
            WORKERS,
            BATCH_SIZE,
            BATCH_WAIT,
            BATCH_DURATION,
            BATCH_HALVED,
            BATCH_REFUSED,
            BATCH_WAITING,
            STREAMS_OPEN,
            STREAMS_ENDED,
            SECRET_LEASES,
            STUCK_LEASES,
            LOG_PENDING,
            LOG_PENDING_AGE,
            LOG_SIZE,
            STATE_AGE,
            POOL_COUNT,
            POOL_MAX,
            POOL_PENDING,
            CACHE_SIZE,
            CACHE_REQUESTS);

    private static final List<Metric> WORKER = List.of(
            RUN_DURATION,
            WORKER_RUNNING,
            WORKER_STARTED,
            WORKER_ENDED,
            WORKER_START_DURATION,
            WORKER_SPOOL,
            WORKER_LOG_DROPPED,
            WORKER_AWAY);

    private Metrics() {}

    /** What a gateway measures. */
    public static List<Metric> ofGateway() {
        return GATEWAY;
    }

    /** What a worker measures. */
    public static List<Metric> ofWorker() {
        return WORKER;
    }
}
