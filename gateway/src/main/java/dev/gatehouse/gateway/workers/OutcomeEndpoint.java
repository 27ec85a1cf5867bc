package dev.gatehouse.gateway.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.gateway.execution.ExecutionState;
import dev.gatehouse.gateway.execution.Lease;
import dev.gatehouse.gateway.execution.LogChunks;
import dev.gatehouse.gateway.execution.LogOutcome;
import dev.gatehouse.gateway.execution.LogPiece;
import dev.gatehouse.gateway.execution.ReportCommand;
import dev.gatehouse.gateway.execution.ReportOutcome;
import dev.gatehouse.gateway.execution.SharedReports;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.worker.LogChunk;
import dev.gatehouse.worker.LogRequest;
import dev.gatehouse.worker.ReportAnswer;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportsAnswer;
import dev.gatehouse.worker.ReportsRequest;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** What a worker says about what it runs: its log, and its end. */
@Path("/worker/v1")
@WorkerDoor
@WithSession
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class OutcomeEndpoint {
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private static final Logger LOG = Logger.getLogger(OutcomeEndpoint.class);

    private final ShownSession shown;
    private final LogChunks logs;
    private final SharedReports reports;

    OutcomeEndpoint(ShownSession shown, LogChunks logs, SharedReports reports) {
        this.shown = shown;
        this.logs = logs;
        this.reports = reports;
    }

    @POST
    @Path("/logs")
    @Unguarded("the worker credential gives the session, and only executions that its worker holds take chunks")
    public void logs(byte @Nullable [] body) {
        LogRequest request = Shape.read(body, LogRequest.class);
        Lease lease = lease(request.execution(), request.fence());
        switch (logs.append(shown.get(), lease, request.attempt(), pieces(request.chunks()))) {
            case LogOutcome.Stored() -> {}
            case LogOutcome.Stale() -> throw WorkerProblems.staleFence();
            case LogOutcome.Unknown() -> throw WorkerProblems.unknownExecution();
            case LogOutcome.OutOfOrder() -> throw WorkerProblems.logOutOfOrder();
            case LogOutcome.TooLarge() -> throw WorkerProblems.logTooLarge();
        }
    }

    private static List<LogPiece> pieces(List<LogChunk> chunks) {
        var pieces = new ArrayList<LogPiece>();
        for (int i = 0; i < chunks.size(); i++) {
            LogChunk chunk = chunks.get(i);
            byte[] bytes = Shape.bytes(chunk.bytes(), "/chunks/" + i + "/bytes");
            if (bytes.length == 0) {
                throw Shape.wrong("/chunks/" + i + "/bytes", "empty: it would take a row that no limit counts");
            }
            if (bytes.length > LogChunk.LIMIT) {
                throw Shape.wrong("/chunks/" + i + "/bytes", "more than " + LogChunk.LIMIT + " bytes");
            }
            pieces.add(new LogPiece(chunk.seq(), chunk.stream(), bytes));
        }
        return pieces;
    }

    @POST
    @Path("/report")
    @Unguarded("the worker credential gives the session, and only executions that its worker holds are ended")
    public ReportAnswer report(byte @Nullable [] body) {
        ReportRequest request = Shape.read(body, ReportRequest.class);
        ReportCommand command = command(request, "");
        MDC.put(LogKeys.EXECUTION, command.lease().execution().toString());
        return switch (reports.report(command).get()) {
            case ReportOutcome.Recorded(ExecutionState state) -> new ReportAnswer(state.name());
            case ReportOutcome.Conflict(ExecutionState state) -> throw WorkerProblems.reportConflict(state);
            case ReportOutcome.Stale() -> throw WorkerProblems.staleFence();
            case ReportOutcome.Unknown() -> throw WorkerProblems.unknownExecution();
            case ReportOutcome.Invalid(String code, String detail) -> throw WorkerProblems.invalidReport(code, detail);
        };
    }

    @POST
    @Path("/reports")
    @Unguarded("the worker credential gives the session, and only executions that its worker holds are ended")
    public ReportsAnswer reports(byte @Nullable [] body) {
        List<ReportRequest> all = Shape.read(body, ReportsRequest.class).reports();
        List<ReportCommand> commands = IntStream.range(0, all.size())
                .mapToObj(i -> command(all.get(i), "/reports/" + i))
                .toList();
        List<Supplier<ReportOutcome>> outcomes =
                commands.stream().map(reports::report).toList();
        return new ReportsAnswer(outcomes.stream().map(OutcomeEndpoint::state).toList());
    }

    /** What is not recorded among others says why in a request of its own. */
    private static ReportAnswer state(Supplier<ReportOutcome> outcome) {
        try {
            return new ReportAnswer(
                    outcome.get() instanceof ReportOutcome.Recorded(ExecutionState state)
                            ? state.name()
                            : ReportsAnswer.ALONE);
        } catch (RuntimeException failure) {
            LOG.warn("One report of several was not recorded and has to be sent alone", failure);
            return new ReportAnswer(ReportsAnswer.ALONE);
        }
    }

    private ReportCommand command(ReportRequest request, String place) {
        var lease = new Lease(Shape.execution(request.execution(), place + "/execution"), request.fence());
        String error = request.error();
        if (error != null && !CODE.matcher(error).matches()) {
            throw Shape.wrong(place + "/error", "not one snake_case code");
        }
        if (!DIGEST.matcher(request.logDigest()).matches()) {
            throw Shape.wrong(place + "/logDigest", "not a SHA-256 in lower-case hex");
        }
        Integer exitCode = request.exitCode();
        JsonNode outputs = request.outputs();
        if (outputs != null) {
            Shape.storable(outputs, place + "/outputs");
        }
        return new ReportCommand(
                shown.get(),
                lease,
                request.attempt(),
                outcome(request.outcome()),
                exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode),
                Optional.ofNullable(outputs),
                Optional.ofNullable(error),
                Shape.between(0, Integer.MAX_VALUE, request.logChunks(), place + "/logChunks"),
                request.logDigest());
    }

    private static ExecutionState outcome(ReportRequest.Outcome outcome) {
        return switch (outcome) {
            case SUCCEEDED -> ExecutionState.SUCCEEDED;
            case FAILED -> ExecutionState.FAILED;
            case TIMED_OUT -> ExecutionState.TIMED_OUT;
            case CANCELLED -> ExecutionState.CANCELLED;
            case REVOKED -> ExecutionState.REVOKED;
        };
    }

    private static Lease lease(String execution, long fence) {
        var lease = new Lease(Shape.execution(execution, "/execution"), fence);
        MDC.put(LogKeys.EXECUTION, lease.execution().toString());
        return lease;
    }
}
