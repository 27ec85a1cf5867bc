package dev.gatehouse.gateway.secret;

import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Permits;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretManageQuestion;
import dev.gatehouse.secrets.SecretLimits;
import dev.gatehouse.worker.SecretValue;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;

/** The only way for a value into the embedded store. There is none out of it but a sealed envelope. */
@Path("/api/v1/{tenant}/secrets/{namespace}/{name}/value")
@RunOnVirtualThread
class SecretValueEndpoint {
    private final Caller caller;
    private final Permits permits;
    private final SecretWriting writing;

    SecretValueEndpoint(Caller caller, Permits permits, SecretWriting writing) {
        this.caller = caller;
        this.permits = permits;
        this.writing = writing;
    }

    @PUT
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Requires("secret:manage")
    public void put(@PathParam("namespace") String namespace, @PathParam("name") String name, byte[] body) {
        try (var value = SecretValue.taking(body)) {
            var within = Namespace.parse(namespace).orElseThrow(() -> new ProblemException(Problem.notFound()));
            var question = new SecretManageQuestion(caller.subject(), within, name);
            var permit = permits.obtain(question);
            refuseLength(body);
            writing.write(question, permit, value);
        }
    }

    private static void refuseLength(byte[] value) {
        if (SecretLimits.tooShort(value)) {
            throw new ProblemException(Problem.of(
                    422,
                    "secret_too_short",
                    "A secret has at least " + SecretLimits.MIN_CHARACTERS
                            + " characters, so that it can be taken out of logs."));
        }
        if (SecretLimits.tooLong(value)) {
            throw new ProblemException(Problem.of(422, "secret_too_long", "A secret has at most 64 KiB."));
        }
    }
}
