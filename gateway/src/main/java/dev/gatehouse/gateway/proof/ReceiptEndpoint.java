package dev.gatehouse.gateway.proof;

import dev.gatehouse.gateway.execution.ExecutionAccess;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.policy.Permission;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The receipt of an execution that is over: {@code ?disclose=inputs,launch} shows the values of those fields,
 * {@code outputs} only to whoever may read outputs.
 */
@Path("/api/v1/{tenant}/executions/{id}/receipt")
@RunOnVirtualThread
class ReceiptEndpoint {
    private static final String OUTPUTS = "outputs";
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern FIELD = Pattern.compile("[a-z][a-z_]{0,63}");

    private final Caller caller;
    private final ExecutionAccess access;
    private final ReceiptRows receipts;

    ReceiptEndpoint(Caller caller, ExecutionAccess access, ReceiptRows receipts) {
        this.caller = caller;
        this.access = access;
        this.receipts = receipts;
    }

    @GET
    @Requires("execution:read")
    public Response receipt(@PathParam("id") String id, @QueryParam("disclose") @DefaultValue("") String disclose) {
        var subject = caller.subject();
        var permit = access.read(subject, Permission.EXECUTION_READ, id);
        Set<String> disclosed = COMMA.splitAsStream(disclose)
                .filter(field -> FIELD.matcher(field).matches())
                .collect(Collectors.toUnmodifiableSet());
        if (disclosed.contains(OUTPUTS)) {
            access.read(subject, Permission.OUTPUT_READ, id);
        }
        return switch (receipts.receipt(permit, disclosed)) {
            case ReceiptRows.Answer.Sealed file ->
                Response.ok(file.receipt()).type(MediaType.APPLICATION_JSON).build();
            case ReceiptRows.Answer.NotSealedYet _ ->
                Problem.of(409, "not_sealed_yet", "The log's next checkpoint will cover the execution.")
                        .withRetryAfter(Duration.ofSeconds(1))
                        .toResponse();
            case ReceiptRows.Answer.NotEndedYet _ ->
                Problem.of(409, "not_ended_yet", "The execution is not over, so its record is not complete.")
                        .toResponse();
        };
    }
}
