package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Follows one execution to its end. A gateway that is away for a while is waited for. */
final class ExecutionWatch {
    private final GatewayClient gateway;
    private final String execution;

    ExecutionWatch(GatewayClient gateway, String execution) {
        this.gateway = gateway;
        this.execution = execution;
    }

    /** The execution in its terminal state; its states are told as they come. */
    JsonNode untilTerminal() {
        var latest = new AtomicReference<JsonNode>(Json.object());
        interruptible(() -> new Follower(gateway, path())
                .follow(
                        event -> {
                            if (event.name().equals("state")) {
                                tell(latest.getAndSet(event.data()), event.data());
                            }
                        },
                        () -> {
                            JsonNode now = gateway.get(path()).orThrow().json();
                            tell(latest.getAndSet(now), now);
                            return now.hasNonNull("endedAt");
                        }));
        return latest.get();
    }

    private void tell(JsonNode before, JsonNode now) {
        String state = now.path("state").asText();
        if (!state.equals(before.path("state").asText()) && !now.hasNonNull("endedAt")) {
            gateway.world().say(state.toLowerCase(Locale.ROOT).replace('_', ' ') + " …");
        }
    }

    /** Prints what it writes as it comes: the bytes, or each chunk as it is shown. */
    void followLogs(OutputOption output) {
        var out = gateway.world().out();
        var attempt = new AtomicInteger(1);
        interruptible(() -> new Follower(gateway, path() + "/logs")
                .follow(
                        event -> {
                            JsonNode line = event.data();
                            int current = line.path("attempt").asInt(1);
                            if (!output.isText()) {
                                out.println(output.line(line));
                            } else {
                                if (attempt.getAndSet(current) != current) {
                                    gateway.world().say("attempt " + current + " …");
                                }
                                out.writeBytes(bytes(line));
                            }
                            out.flush();
                        },
                        () -> false));
    }

    private static byte[] bytes(JsonNode line) {
        try {
            return line.has("text")
                    ? line.path("text").asText().getBytes(StandardCharsets.UTF_8)
                    : line.path("base64").binaryValue();
        } catch (IOException strange) {
            throw CommandFailure.unavailable("the stream holds bytes that are not base64: is this a gateway?");
        }
    }

    /** Whoever ends the wait (Ctrl-C) hears that only the wait is over. */
    private void interruptible(Runnable wait) {
        var hint = new Thread(() -> gateway.world()
                .say("the execution goes on; see it: gatehouse logs -f " + execution + ", end it: gatehouse cancel "
                        + execution));
        Runtime.getRuntime().addShutdownHook(hint);
        try {
            wait.run();
        } finally {
            try {
                boolean _ = Runtime.getRuntime().removeShutdownHook(hint);
            } catch (IllegalStateException ending) {
                // The hint is given.
            }
        }
    }

    private String path() {
        return "executions/" + GatewayClient.path(execution);
    }

    void show(JsonNode ended) {
        World world = gateway.world();
        String error = ended.path("error").asText("");
        boolean failed = !error.isEmpty() && !ended.path("error").isNull();
        world.show("state      " + ended.path("state").asText() + (failed ? " (" + error + ")" : ""));
        if (ended.hasNonNull("exitCode")) {
            world.show("exit code  " + ended.path("exitCode").asText());
        }
        if (ended.hasNonNull("traceId")) {
            world.show("trace      " + ended.path("traceId").asText());
        }
        if (ended.hasNonNull("outputs")) {
            ("outputs    " + Json.compact(ended.path("outputs"))).lines().forEach(world::show);
        }
        Answer logs = gateway.get(path() + "/logs", "text/plain");
        if (logs.isSuccess()) {
            world.show("logs");
            world.out().writeBytes(logs.body());
            world.out().flush();
        } else {
            world.say("no logs: " + logs.failure("").text());
        }
    }
}
