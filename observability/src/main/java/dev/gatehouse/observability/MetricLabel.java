package dev.gatehouse.observability;

/**
 * A label of metrics: few values, known beforehand, or a bounded number of them and then {@link #OTHER}. Nobody is a
 * label, and neither is an execution or a job: those are a histogram's exemplars, by their trace.
 */
public enum MetricLabel {
    DOOR("gatehouse.door", 8, "`dispatch`, `admin`, `worker`, `audit`, `other`"),
    METHOD(
            "http.request.method",
            8,
            "`GET`, `HEAD`, `POST`, `PUT`, `PATCH`, `DELETE`, `OPTIONS`, and `_OTHER` for every other word"),
    ROUTE(
            "http.route",
            200,
            "a route's template, such as `/api/v1/{tenant}/executions`; `none` where no route was met"),
    STATUS("http.response.status_class", 6, "`1xx` to `5xx`; `none` where the caller left before the answer"),
    ERROR(
            "error.type",
            128,
            "the problem's code, or the status where a problem has none; `none` without an error; 128 of them, then `other`"),
    ACT(
            "gatehouse.act",
            64,
            "what was asked: `lookup`, `submit`, `start`, `stop`, `resource_write`, …: a kind of question"),
    OUTCOME("gatehouse.decision.outcome", 4, "`allow`, `deny`, `approval_required`, `unavailable`"),
    REASON("gatehouse.reason", 64, "why a credential was not good, such as `token_expired`; 64 of them, then `other`"),
    LIMIT("gatehouse.limit", 3, "what the limit counts: `rate`, `executions`, `concurrency`"),
    LIMIT_PER("gatehouse.limit.per", 4, "`tenant`, `namespace`, `job`, `subject`"),
    TENANT("gatehouse.tenant", 100, "a tenant's name; 100 of them, then `other`"),
    GROUP("gatehouse.worker.group", 50, "`tenant/group`; 50 of them, then `other`, which adds the rest up"),
    BLOCKED_BY(
            "gatehouse.blocked.by",
            2,
            "`concurrency`: a concurrency limit without a slot · `maintenance`: of their tenant or of the installation"),
    RUN_STATE("cicd.pipeline.run.state", 2, "`pending`: accepted and not begun · `executing`: on a worker"),
    RESULT(
            "cicd.pipeline.result",
            8,
            "`succeeded`, `failed`, `timed_out`, `cancelled`, `rejected`, `revoked`, `lost`; `none` where it has not ended"),
    WORKER_STATE("cicd.worker.state", 2, "`available`: runs nothing · `busy`"),
    BATCH("gatehouse.batch", 16, "what shares a commit: `accept`, `claim`, `start`, `report`, …"),
    CACHE(
            "gatehouse.cache",
            16,
            "which cache: `subject_facts`, `policy_snapshots` (a hit is a revision that is known already), `tokens`, `access_tokens`, `jobs`, `limits`"),
    CACHE_RESULT("gatehouse.cache.result", 2, "`hit`, `miss`"),
    STREAM_END(
            "gatehouse.stream.end",
            8,
            "`complete`, `deleted`, `caller_gone`, `reader_slow`, `access_ended`, `too_old` (the caller comes back with its token),"
                    + " `gateway_stopping`, `database_unavailable`"),
    LEASE_STATE(
            "gatehouse.lease.state",
            4,
            "`issuing`: recorded before anything is issued · `issued`: of a run · `revoking`: of one that is over"),
    LEASE_REASON(
            "gatehouse.lease.reason",
            32,
            "why the last revocation failed, such as `timeout`, `call_refused`, `store_moved`; 32 of them, then `other`"),
    CONNECTION_STATE("db.client.connection.state", 2, "`used`, `idle`");

    /** What stands for every value beyond those that a label has room for. */
    public static final String OTHER = "other";

    /** What stands where a label has nothing to say: a metric has the same labels in all of its series. */
    public static final String NONE = "none";

    private final String key;
    private final int room;
    private final String values;

    MetricLabel(String key, int room, String values) {
        this.key = key;
        this.room = room;
        this.values = values;
    }

    /** As it is exported; Prometheus shows {@code _} for each dot. */
    public String key() {
        return key;
    }

    /** How many values it may have; all further ones are {@link #OTHER}. */
    public int room() {
        return room;
    }

    /** Which values there may be, in Markdown. */
    public String known() {
        return values;
    }
}
