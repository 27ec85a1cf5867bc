package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.ClaimAnswer;
import dev.gatehouse.worker.ClaimRequest;
import dev.gatehouse.worker.ControlAnswer;
import dev.gatehouse.worker.IdentityAnswer;
import dev.gatehouse.worker.IdentityRequest;
import dev.gatehouse.worker.LeaveRequest;
import dev.gatehouse.worker.LogRequest;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.ReportAnswer;
import dev.gatehouse.worker.ReportRequest;
import dev.gatehouse.worker.ReportsAnswer;
import dev.gatehouse.worker.ReportsRequest;
import dev.gatehouse.worker.StartAnswer;
import dev.gatehouse.worker.StartRequest;
import dev.gatehouse.worker.StartsAnswer;
import dev.gatehouse.worker.StartsRequest;
import java.time.Duration;

/**
 * The calls that need a session. A credential that is not good is renewed and the call counts as unanswered: whether the
 * session is over is only ever learnt from a renewal.
 */
final class Door {
    private static final Duration POLL = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final GatewayClient gateway;
    private final SessionKeeper keeper;

    Door(GatewayClient gateway, SessionKeeper keeper) {
        this.gateway = gateway;
        this.keeper = keeper;
    }

    Answer<ClaimAnswer> claim(Session session, int max) {
        return checked(gateway.post(
                Protocol.CLAIM,
                new ClaimRequest(max, POLL.toMillis()),
                ClaimAnswer.class,
                session.credential(),
                POLL.plus(PATIENCE)));
    }

    Answer<ControlAnswer> control(Session session) {
        return checked(gateway.get(
                Protocol.CONTROL + "?waitMillis=" + POLL.toMillis(),
                ControlAnswer.class,
                session.credential(),
                POLL.plus(PATIENCE)));
    }

    Answer<StartAnswer> start(Session session, StartRequest request) {
        return checked(gateway.post(
                Protocol.START, request, StartAnswer.class, session.credential(), Protocol.START_PATIENCE));
    }

    Answer<StartsAnswer> starts(Session session, StartsRequest request) {
        return checked(gateway.post(
                Protocol.STARTS, request, StartsAnswer.class, session.credential(), Protocol.START_PATIENCE));
    }

    Answer<Taken> logs(Session session, LogRequest request) {
        return checked(gateway.post(Protocol.LOGS, request, Taken.class, session.credential(), PATIENCE));
    }

    Answer<IdentityAnswer> identity(Session session, IdentityRequest request) {
        return checked(gateway.post(Protocol.IDENTITY, request, IdentityAnswer.class, session.credential(), PATIENCE));
    }

    Answer<ReportAnswer> report(Session session, ReportRequest request) {
        return checked(gateway.post(Protocol.REPORT, request, ReportAnswer.class, session.credential(), PATIENCE));
    }

    /** Says good-bye: whatever was claimed and not begun goes back at once. */
    Answer<Taken> leave(Session session) {
        return gateway.post(Protocol.LEAVE, new LeaveRequest(), Taken.class, session.credential(), FAREWELL);
    }

    Answer<ReportsAnswer> reports(Session session, ReportsRequest request) {
        return checked(gateway.post(Protocol.REPORTS, request, ReportsAnswer.class, session.credential(), PATIENCE));
    }

    private <T> Answer<T> checked(Answer<T> answer) {
        return switch (answer) {
            case Answer.Refused<T>(Refusal why) ->
                switch (why) {
                    case SESSION_ENDED, UNAUTHENTICATED -> {
                        keeper.renewSoon();
                        yield new Answer.Away<>(why.code());
                    }
                    // It does not hear what is said to it. One that speaks this version may come back, or a newer
                    // worker
                    // into this home.
                    case PROTOCOL_UNSUPPORTED -> new Answer.Away<>(why.code());
                    case MALFORMED_JSON,
                            BODY_INVALID,
                            BODY_TOO_LARGE,
                            EVENT_TOO_LARGE,
                            REPORT_INVALID,
                            OUTPUTS_INVALID,
                            OUTPUTS_TOO_LARGE,
                            NOT_FOUND,
                            JOIN_REFUSED,
                            WORKER_REVOKED,
                            GROUP_GONE,
                            COUNTER_USED,
                            SESSION_KEY_TOO_OLD,
                            UNKNOWN_EXECUTION,
                            STALE_FENCE,
                            REPORT_CONFLICT,
                            LOG_OUT_OF_ORDER,
                            LOG_TOO_LARGE,
                            EXECUTION_STOPPING,
                            AUDIENCE_UNDECLARED,
                            AUDIENCE_RESERVED -> answer;
                };
            case Answer.Ok<T> _, Answer.Away<T> _ -> answer;
        };
    }

    /** The answer that says nothing. */
    record Taken() {}
}
