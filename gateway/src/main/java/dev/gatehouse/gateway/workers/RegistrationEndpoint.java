package dev.gatehouse.gateway.workers;

import dev.gatehouse.gateway.database.DatabaseUnavailable;
import dev.gatehouse.gateway.execution.Lease;
import dev.gatehouse.gateway.execution.RenewalMissed;
import dev.gatehouse.gateway.execution.Renewals;
import dev.gatehouse.gateway.execution.WorkerSession;
import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.worker.Held;
import dev.gatehouse.worker.RegisterAnswer;
import dev.gatehouse.worker.RegisterRequest;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.RenewAnswer;
import dev.gatehouse.worker.RenewRequest;
import dev.gatehouse.worker.RenewalSignature;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Event;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How a worker gets a session, and keeps it: both requests carry their own proof and need no credential. */
@Path("/worker/v1")
@WorkerDoor
@RunOnVirtualThread
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RegistrationEndpoint {
    private static final int SIGNATURE = 64;
    private static final int PROOF = 32;

    private final Registration registration;
    private final JoinTokens joinTokens;
    private final Renewal renewal;
    private final Renewals renewals;
    private final FailedProofs failed;
    private final WorkersConfig config;
    private final RandomGenerator random;
    private final Event<RenewalMissed> missed;

    RegistrationEndpoint(
            Registration registration,
            JoinTokens joinTokens,
            Renewal renewal,
            Renewals renewals,
            FailedProofs failed,
            WorkersConfig config,
            RandomGenerator random,
            Event<RenewalMissed> missed) {
        this.registration = registration;
        this.joinTokens = joinTokens;
        this.renewal = renewal;
        this.renewals = renewals;
        this.failed = failed;
        this.config = config;
        this.random = random;
        this.missed = missed;
    }

    @POST
    @Path("/register")
    @Unguarded("a join token's proof, or the signature of a known identity key, is checked in the route")
    public RegisterAnswer register(byte @Nullable [] body) {
        RegisterRequest request = Shape.read(body, RegisterRequest.class);
        Applicant applicant = Applicant.of(request);
        Shape.bytes(request.signature(), SIGNATURE, "/signature");
        if (!RegistrationSignature.holds(request)) {
            throw failed.refuse("identity_signature", WorkerProblems.unauthenticated());
        }
        WorkerCredential credential = WorkerCredential.next(random);
        var outcome = registration
                .known(applicant.identity())
                .map(known -> registration.again(known, applicant, credential))
                .orElseGet(() -> first(request, applicant, credential));
        return switch (outcome) {
            case Registration.Outcome.Opened(WorkerSession session) -> answer(session, credential);
            case Registration.Outcome.Refused() -> throw failed.refuse("join_token", WorkerProblems.joinRefused());
            case Registration.Outcome.Revoked(String tenant) ->
                throw failed.refuse(tenant, "worker_revoked", WorkerProblems.workerRevoked());
            case Registration.Outcome.GroupGone() -> throw WorkerProblems.groupGone();
            case Registration.Outcome.Repeated() -> throw WorkerProblems.counterUsed();
        };
    }

    private Registration.Outcome first(RegisterRequest request, Applicant applicant, WorkerCredential credential) {
        if (request.joinToken() == null || request.proof() == null) {
            throw failed.refuse("unknown_identity", WorkerProblems.joinRefused());
        }
        UUID token = Shape.uuid(request.joinToken(), "/joinToken");
        Shape.bytes(request.proof(), PROOF, "/proof");
        return switch (joinTokens.check(token, request.proof(), request)) {
            case JoinTokens.Proof.Holds holds -> registration.first(holds, applicant, credential);
            case JoinTokens.Proof.Wrong(String tenant) ->
                throw failed.refuse(tenant, "join_proof", WorkerProblems.joinRefused());
            case JoinTokens.Proof.Unknown() -> new Registration.Outcome.Refused();
        };
    }

    private RegisterAnswer answer(WorkerSession session, WorkerCredential credential) {
        return credential.expose(text -> new RegisterAnswer(
                session.worker().toString(),
                session.tenant(),
                session.group(),
                session.id().toString(),
                text,
                config.credentialTtl().toSeconds(),
                config.sessionTtl().toMillis(),
                config.renewal().toMillis()));
    }

    @POST
    @Path("/renew")
    @Unguarded("the signature of the session's identity key is checked in the route")
    public RenewAnswer renew(byte @Nullable [] body) {
        RenewRequest request = Shape.read(body, RenewRequest.class);
        try {
            return renewed(request);
        } catch (DatabaseUnavailable away) {
            missed.fire(new RenewalMissed());
            throw away;
        }
    }

    private RenewAnswer renewed(RenewRequest request) {
        UUID id = Shape.uuid(request.session(), "/session");
        Shape.between(1, Applicant.GREATEST_COUNTER, request.counter(), "/counter");
        byte[] sessionKey = PublicKeys.session(request.sessionKey(), "/sessionKey");
        Shape.bytes(request.signature(), SIGNATURE, "/signature");
        List<Lease> held = held(request.running());
        var renewable = renewal.find(id).orElseThrow(WorkerProblems::sessionEnded);
        WorkerSession session = renewable.session();
        if (!RenewalSignature.holds(
                renewable.identityKey(),
                request.session(),
                request.counter(),
                request.sessionKey(),
                request.signature())) {
            throw failed.refuse(session.tenant(), "renewal_signature", WorkerProblems.unauthenticated());
        }
        WorkerCredential next = WorkerCredential.next(random);
        return switch (renewal.renew(session, request.counter(), sessionKey, request.draining(), next)) {
            case Renewal.Outcome.Renewed(boolean drain) -> {
                List<Held> over = renewals.renewed(session, held).stream()
                        .map(lease -> new Held(lease.execution().toString(), lease.fence()))
                        .toList();
                yield next.expose(
                        text -> new RenewAnswer(text, config.credentialTtl().toSeconds(), over, drain));
            }
            case Renewal.Outcome.Over() -> throw WorkerProblems.sessionEnded();
            case Renewal.Outcome.CounterUsed() -> throw WorkerProblems.counterUsed();
            case Renewal.Outcome.KeyTooOld() -> throw WorkerProblems.sessionKeyTooOld();
        };
    }

    private static List<Lease> held(List<Held> running) {
        var leases = new ArrayList<Lease>();
        for (int i = 0; i < running.size(); i++) {
            Held one = running.get(i);
            leases.add(new Lease(Shape.execution(one.execution(), "/running/" + i + "/execution"), one.fence()));
        }
        return leases;
    }
}
