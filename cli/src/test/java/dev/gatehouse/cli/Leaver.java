package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.FaultJobs.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A caller whose access ends in the middle of a run, by the removal of its role binding, while much that it asked for
 * waits to be started: gateways and workers hold permits then that are worth nothing any more.
 */
final class Leaver {
    private static final String NAME = "leaver";
    private static final List<Kind> KINDS = List.of(Kind.values());
    private static final int ASKED = 150;
    private static final int AT_ONCE = 8;
    private static final Duration BETWEEN = Duration.ofMillis(300);
    private static final Duration AFTERWARDS = Duration.ofSeconds(3);

    /** The removal is repeated at the other gateway soon: what waits must not all be started meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** At the doors. Where it begins work, access ends with the answer. */
    private static final Duration ENDS_WITHIN = Duration.ofSeconds(5);

    private final Fleet fleet;
    private final History history;
    private final String subject;
    private final List<GatewayClient> own;
    private final List<GatewayClient> owners;

    private Leaver(Fleet fleet, History history, JsonNode made) throws IOException {
        this.fleet = fleet;
        this.history = history;
        this.subject = made.path("subject").asText();
        this.own = fleet.callers(PATIENCE, made.path("token").asText());
        this.owners = fleet.callers(PATIENCE);
    }

    /** Somebody who may start the jobs, as yet. */
    static Leaver invited(Fleet fleet, History history) throws IOException {
        var order = Json.object()
                .put("for", NAME)
                .put("role", "Launcher")
                .put("namespace", "demo.faults")
                .put("expires", "PT8H");
        JsonNode made = fleet.callers(Duration.ofSeconds(10))
                .getFirst()
                .post("tokens", order)
                .orThrow()
                .json();
        return new Leaver(fleet, history, made);
    }

    String subject() {
        return subject;
    }

    /** Asks for more than can be started at once, loses its access, and goes on asking. */
    void leave() {
        var number = new AtomicInteger();
        try (var all = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            for (int i = 0; i < ASKED; i++) {
                all.execute(() -> isAccepted(number.getAndIncrement(), "1"));
            }
        }
        Installation.until("something of it has begun", () -> fleet.hasBegun(subject));
        removeBinding();
        history.accessEnded(subject, fleet.now());
        long ended = System.nanoTime() + ENDS_WITHIN.toNanos();
        while (System.nanoTime() < ended + AFTERWARDS.toNanos()) {
            boolean late = System.nanoTime() > ended;
            if (isAccepted(number.getAndIncrement(), "0.05") && late) {
                history.contradicted("a submission was accepted " + ENDS_WITHIN + " after its caller's access ended");
            }
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    /** Each gateway has to know by now. */
    void awaitRefusals() {
        for (GatewayClient gateway : own) {
            Installation.until("a caller whose access has ended is refused", ENDS_WITHIN, () -> {
                try {
                    return gateway.post("executions", Kind.QUICK.request("0.05", 0))
                                    .status()
                            == 403;
                } catch (CommandFailure away) {
                    return false;
                }
            });
        }
    }

    private boolean isAccepted(int number, String nap) {
        String key = NAME + "-" + number;
        try {
            Answer answer = own.get(number % own.size())
                    .post("executions", KINDS.get(number % KINDS.size()).request(nap, 0), Optional.of(key));
            if (answer.isSuccess()) {
                history.answered(key, answer.json().path("id").asText(), History.NO_ROUND);
            }
            return answer.isSuccess();
        } catch (CommandFailure away) {
            return false;
        }
    }

    /** Asks until it is done; whoever lost the answer finds no binding any more. */
    private void removeBinding() {
        Installation.until(
                "the binding is removed",
                () -> owners.stream().anyMatch(gateway -> {
                    try {
                        Answer answer = gateway.delete("rolebindings/demo.faults/" + NAME + "-launcher");
                        return answer.isSuccess() || answer.status() == 404;
                    } catch (CommandFailure away) {
                        return false;
                    }
                }));
    }
}
