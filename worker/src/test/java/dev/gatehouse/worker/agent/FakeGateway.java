package dev.gatehouse.worker.agent;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.worker.Claim;
import dev.gatehouse.worker.ClaimAnswer;
import dev.gatehouse.worker.ControlAnswer;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.IdentityAnswer;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.IdentityRequest;
import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.LogRequest;
import dev.gatehouse.worker.Part;
import dev.gatehouse.worker.ProcessLaunch;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.RegisterAnswer;
import dev.gatehouse.worker.RegisterRequest;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.RenewAnswer;
import dev.gatehouse.worker.RenewRequest;
import dev.gatehouse.worker.RenewalSignature;
import dev.gatehouse.worker.ReportAnswer;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportsAnswer;
import dev.gatehouse.worker.ReportsRequest;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.StartsAnswer;
import dev.gatehouse.worker.StartsRequest;
import dev.gatehouse.worker.Stop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The gateway's side of the worker protocol, in memory, with the faults that tests ask for. */
final class FakeGateway implements AutoCloseable {
    static final String EXECUTION = "019a0000-0000-7000-8000-000000000001";
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static final String WORKER = "019a0000-0000-7000-8000-00000000000a";
    static final String TOKEN = "019a0000-0000-7000-8000-00000000000b";
    static final String TOKEN_SECRET = "join-secret";

    final List<RegisterRequest> registrations = new CopyOnWriteArrayList<>();
    final List<RenewRequest> renewals = new CopyOnWriteArrayList<>();
    final List<StartRequest> starts = new CopyOnWriteArrayList<>();
    final List<IdentityRequest> identities = new CopyOnWriteArrayList<>();
    final List<ReportRequest> reports = new CopyOnWriteArrayList<>();
    final Map<Long, LogChunk> chunks = new ConcurrentSkipListMap<>();
    final Queue<Claim> queue = new ConcurrentLinkedQueue<>();
    final Map<String, StartAnswer> answers = new ConcurrentHashMap<>();
    final List<Stop> stops = new CopyOnWriteArrayList<>();
    /** What renewals name as over. */
    final List<Held> over = new CopyOnWriteArrayList<>();

    final List<String> traceparents = new CopyOnWriteArrayList<>();
    /** How many starts and reports are carried out without an answer, or not at all. */
    final AtomicInteger lostStartAnswers = new AtomicInteger();

    final AtomicInteger failingReports = new AtomicInteger();
    /** How many renewals are refused because the session key is as old as one may get. */
    final AtomicInteger oldKeys = new AtomicInteger();

    /** What the attempts that are enqueued show others who they are with. */
    final List<IdentityLaunch> shown = new CopyOnWriteArrayList<>();
    /** How long such a token is good. */
    volatile long tokenMillis = 300_000;

    /** Whether renewals ask the worker to drain. */
    volatile boolean drains;
    /** Whether nobody answers at all. */
    volatile boolean away;
    /** What answers on a path instead of it, as somebody in between does or as it does itself. */
    final Map<String, Instead> instead = new ConcurrentHashMap<>();

    final AtomicInteger answeredInstead = new AtomicInteger();
    /** How often nobody answered. */
    final AtomicInteger refusals = new AtomicInteger();

    volatile int sessionTtlMillis = 30_000;
    /** The sessions that were left. */
    final List<String> left = new CopyOnWriteArrayList<>();
    /** How many starts came in one request each time, and how many reports. */
    final List<Integer> together = new CopyOnWriteArrayList<>();

    final List<Integer> reportedTogether = new CopyOnWriteArrayList<>();
    final AtomicInteger reportRequests = new AtomicInteger();
    /** As long as it stands, requests with reports are under way. */
    volatile CountDownLatch reportsUnderWay = new CountDownLatch(0);
    /** Executions whose reports are only taken alone. */
    final List<String> refusedTogether = new CopyOnWriteArrayList<>();
    /** Whether a claim gets all that is queued. */
    volatile boolean deals;
    /** Whether it does not know of several starts or reports in one request. */
    volatile boolean older;

    volatile boolean refuses;
    /** Whether another attempt may follow those that are enqueued. */
    volatile boolean retryable;

    volatile String session = "";

    private final AtomicInteger sessions = new AtomicInteger();
    private volatile String identity = "";
    private final HttpServer server;
    private final JsonMapper json = Protocol.mapper();

    FakeGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/worker/v1/", this::answer);
        server.start();
    }

    /** An answer as it is written. */
    record Instead(int status, String body) {
        /** The gateway's own. */
        static Instead of(Refusal why) {
            return new Instead(why.status(), "{\"type\":\"urn:gatehouse:problem:" + why.code() + "\"}");
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    String log() {
        StringBuilder text = new StringBuilder();
        chunks.values()
                .forEach(chunk -> text.append(new String(Protocol.decode(chunk.bytes()), StandardCharsets.UTF_8)));
        return text.toString();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean open = path.equals(Protocol.REGISTER) || path.equals(Protocol.RENEW);
            boolean known =
                    ("Bearer " + session).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            if (away) {
                refusals.incrementAndGet();
                problem(exchange, 503, "database_unavailable");
            } else if (instead.containsKey(path)) {
                answeredInstead.incrementAndGet();
                Instead answer = instead.get(path);
                byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
            } else if (!Protocol.VERSION.equals(exchange.getRequestHeaders().getFirst(Protocol.HEADER))) {
                problem(exchange, 426, "protocol_unsupported");
            } else if (!open && !known) {
                problem(exchange, 401, "session_ended");
            } else {
                act(exchange, path, body);
            }
        }
    }

    private void act(HttpExchange exchange, String path, byte[] body) throws IOException {
        switch (path) {
            case Protocol.REGISTER -> register(exchange, json.readValue(body, RegisterRequest.class));
            case Protocol.RENEW -> renew(exchange, json.readValue(body, RenewRequest.class));
            case Protocol.CLAIM -> send(exchange, new ClaimAnswer(claims()));
            case Protocol.START -> start(exchange, json.readValue(body, StartRequest.class));
            case Protocol.STARTS -> starts(exchange, json.readValue(body, StartsRequest.class));
            case Protocol.CONTROL -> {
                pause();
                send(exchange, new ControlAnswer(stops));
            }
            case Protocol.LOGS -> {
                if (body.length > 1024 * 1024) {
                    problem(exchange, 413, "body_too_large");
                } else {
                    json.readValue(body, LogRequest.class).chunks().forEach(chunk -> chunks.put(chunk.seq(), chunk));
                    exchange.sendResponseHeaders(204, -1);
                }
            }
            case Protocol.LEAVE -> {
                left.add(session);
                exchange.sendResponseHeaders(204, -1);
            }
            case Protocol.IDENTITY -> {
                identities.add(json.readValue(body, IdentityRequest.class));
                send(exchange, new IdentityAnswer("token-" + identities.size() + "-of-a-run", tokenMillis));
            }
            case Protocol.REPORT -> report(exchange, json.readValue(body, ReportRequest.class));
            case Protocol.REPORTS -> reports(exchange, json.readValue(body, ReportsRequest.class));
            case String other -> problem(exchange, 404, "no_route_" + other.length());
        }
    }

    private void register(HttpExchange exchange, RegisterRequest request) throws IOException {
        String joinToken = request.joinToken();
        String proof = request.proof();
        boolean joins = TOKEN.equals(joinToken)
                && proof != null
                && JoinProof.holds(
                        JoinProof.key(TOKEN_SECRET), joinToken, request.identityKey(), request.sessionKey(), proof);
        boolean grows = registrations.stream().allMatch(before -> before.counter() < request.counter());
        if (refuses || !RegistrationSignature.holds(request) || !(joins || identity.equals(request.identityKey()))) {
            problem(exchange, 401, "join_refused");
        } else if (!grows) {
            problem(exchange, 409, "counter_used");
        } else {
            identity = request.identityKey();
            registrations.add(request);
            session = "session-" + sessions.incrementAndGet();
            send(exchange, new RegisterAnswer(WORKER, "demo", "default", session, session, 300, sessionTtlMillis, 100));
        }
    }

    private void renew(HttpExchange exchange, RenewRequest request) throws IOException {
        if (!request.session().equals(session)) {
            problem(exchange, 401, "session_ended");
        } else if (!RenewalSignature.holds(
                identity, request.session(), request.counter(), request.sessionKey(), request.signature())) {
            problem(exchange, 401, "unauthenticated");
        } else if (oldKeys.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            problem(exchange, 409, "session_key_too_old");
        } else {
            renewals.add(request);
            send(exchange, new RenewAnswer(session, 300, List.copyOf(over), drains));
        }
    }

    private List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        Claim claim = queue.poll();
        if (claim == null) {
            pause();
        } else {
            claims.add(claim);
            for (Claim next = deals ? queue.poll() : null; next != null; next = queue.poll()) {
                claims.add(next);
            }
        }
        return claims;
    }

    private void start(HttpExchange exchange, StartRequest request) throws IOException {
        starts.add(request);
        traceparents.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
        if (lostStartAnswers.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            send(exchange, answers.getOrDefault(request.execution(), new StartAnswer.Gone("unknown")));
        }
    }

    private void starts(HttpExchange exchange, StartsRequest request) throws IOException {
        if (older) {
            problem(exchange, 404, "not_found");
        } else {
            together.add(request.starts().size());
            send(
                    exchange,
                    new StartsAnswer(request.starts().stream()
                            .map(start -> answers.getOrDefault(start.execution(), new StartAnswer.Gone("unknown")))
                            .map(answer -> answer instanceof StartAnswer.Started started && started.envelope() != null
                                    ? new StartAnswer.Alone()
                                    : answer)
                            .toList()));
        }
    }

    private void reports(HttpExchange exchange, ReportsRequest request) throws IOException {
        awaitReports();
        if (older) {
            problem(exchange, 404, "not_found");
        } else if (failingReports.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            problem(exchange, 503, "database_unavailable");
        } else {
            reportedTogether.add(request.reports().size());
            send(
                    exchange,
                    new ReportsAnswer(
                            request.reports().stream().map(this::recorded).toList()));
        }
    }

    private ReportAnswer recorded(ReportRequest report) {
        if (refusedTogether.contains(report.execution())) {
            return new ReportAnswer(ReportsAnswer.ALONE);
        }
        reports.add(report);
        return new ReportAnswer(report.outcome().name());
    }

    private void awaitReports() {
        reportRequests.incrementAndGet();
        try {
            reportsUnderWay.await();
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(HttpExchange exchange, ReportRequest request) throws IOException {
        awaitReports();
        if (failingReports.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            problem(exchange, 503, "database_unavailable");
        } else {
            reports.add(request);
            send(exchange, new ReportAnswer(request.outcome().name()));
        }
    }

    private void send(HttpExchange exchange, Object answer) throws IOException {
        byte[] bytes = json.writeValueAsBytes(answer);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void problem(HttpExchange exchange, int status, String code) throws IOException {
        byte[] bytes = json.writeValueAsBytes(Map.of("type", "urn:gatehouse:problem:" + code, "code", code));
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Has one execution of this fence to be claimed, whose start gives this secret away. */
    void enqueue(long fence, Optional<String> secret) {
        enqueue(EXECUTION, fence, secret);
    }

    void enqueue(String execution, long fence, Optional<String> secret) {
        Launch launch = new Launch(
                execution,
                "demo",
                "acme",
                "job",
                1,
                1,
                fence,
                WORKER,
                60_000,
                retryable,
                TRACE,
                new ProcessLaunch(List.of(Part.Joined.text("true")), Map.of(), Map.of(), null, shown));
        String envelope = secret.map(value -> Protocol.encode(SealedEnvelope.seal(
                        Protocol.decode(registrations.getLast().sessionKey()),
                        new EnvelopeContext(
                                "demo", new ExecutionId(UUID.fromString(execution)), 1, fence, UUID.fromString(WORKER)),
                        Map.of("db", SecretValue.copyOf(value.getBytes(StandardCharsets.UTF_8))))))
                .orElse(null);
        answers.put(execution, new StartAnswer.Started(launch, envelope));
        queue.add(new Claim(execution, fence, 1, TRACE));
    }
}
