package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Follows one execution to its end. A gateway that is away for a while is waited for. */
final class ExecutionWatch {
    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "REJECTED", "REVOKED", "LOST");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration GATEWAY_PATIENCE = Duration.ofMinutes(1);

    private final GatewayClient gateway;
    private final String execution;

    ExecutionWatch(GatewayClient gateway, String execution) {
        this.gateway = gateway;
        this.execution = execution;
    }

    /** The execution in its terminal state. */
    JsonNode untilTerminal() {
        Duration pause = FIRST_PAUSE;
        String shown = "";
        while (true) {
            JsonNode now = read();
            String state = now.path("state").asText();
            if (TERMINAL.contains(state)) {
                return now;
            }
            if (!state.equals(shown)) {
                gateway.world().say(state.toLowerCase(Locale.ROOT).replace('_', ' ') + " …");
                shown = state;
            }
            LockSupport.parkNanos(pause.toNanos());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    void show(JsonNode ended) {
        var out = gateway.world().out();
        String error = ended.path("error").asText("");
        boolean failed = !error.isEmpty() && !ended.path("error").isNull();
        out.println("state      " + ended.path("state").asText() + (failed ? " (" + error + ")" : ""));
        if (ended.hasNonNull("exitCode")) {
            out.println("exit code  " + ended.path("exitCode").asText());
        }
        if (ended.hasNonNull("traceId")) {
            out.println("trace      " + ended.path("traceId").asText());
        }
        if (ended.hasNonNull("outputs")) {
            out.println("outputs    " + Json.compact(ended.path("outputs")));
        }
        Answer logs = gateway.get("executions/" + GatewayClient.path(execution) + "/logs", "text/plain");
        if (logs.isSuccess()) {
            out.println("logs");
            out.writeBytes(logs.body());
            out.flush();
        } else {
            gateway.world().say("no logs: " + logs.failure("").text());
        }
    }

    private JsonNode read() {
        Instant deadline = gateway.world().clock().instant().plus(GATEWAY_PATIENCE);
        while (true) {
            CommandFailure failure;
            try {
                return gateway.get("executions/" + GatewayClient.path(execution))
                        .orThrow()
                        .json();
            } catch (CommandFailure refused) {
                failure = refused;
            }
            if (failure.exitCode() != ExitCode.UNAVAILABLE
                    || gateway.world().clock().instant().isAfter(deadline)) {
                throw failure;
            }
            LockSupport.parkNanos(LONGEST_PAUSE.toNanos());
        }
    }
}
