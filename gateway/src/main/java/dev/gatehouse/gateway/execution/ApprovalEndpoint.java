package dev.gatehouse.gateway.execution;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.gatehouse.audit.ExecutionEvent.ApprovalVoted.Vote;
import dev.gatehouse.gateway.identity.Caller;
import dev.gatehouse.gateway.identity.Requires;
import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.gateway.problem.QueryParameters;
import dev.gatehouse.policy.JobName;
import dev.gatehouse.policy.ListPermit;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.Subject;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where people see what waits for them, and say yes or no. */
@Path("/api/v1/{tenant}/approvals")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class ApprovalEndpoint {
    private static final int MAX_COMMENT = 1_000;
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    private final Caller caller;
    private final ApprovalPlaces places;
    private final ApprovalAccess access;
    private final ApprovalReads reads;
    private final ApprovalDecisions decisions;

    ApprovalEndpoint(
            Caller caller,
            ApprovalPlaces places,
            ApprovalAccess access,
            ApprovalReads reads,
            ApprovalDecisions decisions) {
        this.caller = caller;
        this.places = places;
        this.access = access;
        this.reads = reads;
        this.decisions = decisions;
    }

    /**
     * Those in a namespace and all below it where the caller may decide, latest first; with `mine=true` those that wait for a
     * word of the caller.
     */
    @GET
    @Requires("approval:decide")
    public Page<ApprovalView> list(
            @QueryParam("namespace") @Nullable String namespace,
            @QueryParam("mine") @Nullable String mine,
            @QueryParam("after") @Nullable String after,
            @QueryParam("limit") @Nullable String limit) {
        var below = QueryParameters.namespace(namespace);
        boolean onlyMine = QueryParameters.flag("mine", mine);
        var last = QueryParameters.id("after", after);
        int items = QueryParameters.limit(limit);
        List<ApprovalPlaces.Place> seen = places.of(caller.subject(), below.orElse(Namespace.ROOT));
        List<ListPermit> permits =
                seen.stream().map(ApprovalPlaces.Place::permit).toList();
        return reads.list(permits, onlyMine, last, items).only(each -> {
            JobName job = JobName.parse(each.job()).orElseThrow();
            return seen.stream().anyMatch(place -> place.shows(job));
        });
    }

    /** All that would run; what is filled in, for those who may decide. */
    @GET
    @Path("/{id}")
    @Requires("approval:decide")
    public ApprovalView get(@PathParam("id") String id) {
        return view(id);
    }

    /** Says yes to what the caller has seen; the last yes that is wanted queues the execution. */
    @POST
    @Path("/{id}/approve")
    @Consumes(MediaType.WILDCARD)
    @Requires("approval:decide")
    public ApprovalView approve(@PathParam("id") String id, byte @Nullable [] body) throws JsonProcessingException {
        return say(id, ballot(Vote.APPROVE, body));
    }

    /** Says no to what the caller has seen, which ends the execution. */
    @POST
    @Path("/{id}/reject")
    @Consumes(MediaType.WILDCARD)
    @Requires("approval:decide")
    public ApprovalView reject(@PathParam("id") String id, byte @Nullable [] body) throws JsonProcessingException {
        return say(id, ballot(Vote.REJECT, body));
    }

    private ApprovalView say(String id, Ballot ballot) {
        VoteOutcome outcome = decisions.decide(access.decide(caller.subject(), id), ballot);
        if (outcome instanceof VoteOutcome.FactsChanged) {
            Optional<Subject> now = caller.again();
            if (now.isPresent()) {
                outcome = decisions.decide(access.decide(now.get(), id), ballot);
            }
        }
        return switch (outcome) {
            case VoteOutcome.Counted _ -> view(id);
            case VoteOutcome.Over(StoredApproval.Outcome how) ->
                throw refused(
                        "approval_over",
                        "It waits for nobody any more: " + how.name().toLowerCase(Locale.ROOT) + ".");
            case VoteOutcome.TooLate _ ->
                throw refused("approval_expired", "It waited for too long. Start the execution again.");
            case VoteOutcome.Other _ ->
                throw refused(
                        "approval_changed",
                        "The digest is not that of what would run. Look at it again, and send its digest.");
            case VoteOutcome.SaidBefore _ ->
                throw refused("already_voted", "Each person has one word, and this one has had it.");
            case VoteOutcome.Unknown _ -> throw new ProblemException(Problem.notFound());
            case VoteOutcome.FactsChanged _ ->
                throw new ProblemException(
                        Problem.of(503, "facts_changed", "Your access is changing right now. Repeat the request.")
                                .withRetryAfter(Duration.ofSeconds(1)));
        };
    }

    private static ProblemException refused(String code, String detail) {
        return new ProblemException(Problem.of(409, code, detail));
    }

    private ApprovalView view(String id) {
        Subject subject = caller.subject();
        var seen = access.read(subject, id);
        return reads.view(seen, access.mayDecide(subject, seen.approval()));
    }

    private static Ballot ballot(Vote vote, byte @Nullable [] body) throws JsonProcessingException {
        var members =
                new Members(StrictJson.read(body == null ? new byte[0] : body).document());
        String comment = members.text("comment").orElse("");
        if (comment.length() > MAX_COMMENT) {
            members.refuse("comment", "more than " + MAX_COMMENT + " characters");
        }
        String digest = members.text("digest").orElse("");
        if (!DIGEST.matcher(digest).matches()) {
            members.refuse("digest", "not the digest that the approval shows, which is 64 digits of hex");
        }
        members.finish();
        if (!members.violations().isEmpty()) {
            throw StrictJson.invalid(members.violations());
        }
        return new Ballot(vote, digest, comment);
    }
}
