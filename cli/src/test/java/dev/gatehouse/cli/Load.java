package dev.gatehouse.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.cli.FaultJobs.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Callers of two gateways, who submit, cancel and read, and write down what they are answered. Each repeats a key, on
 * the one gateway or the other, until it has its answer.
 */
final class Load {
    private static final int CALLERS = 16;
    private static final Duration BETWEEN = Duration.ofMillis(800);
    private static final Duration BEFORE_A_REPEAT = Duration.ofMillis(250);
    private static final Set<String> TERMINAL =
            Set.of("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELLED", "REJECTED", "REVOKED", "LOST");
    private static final Set<Integer> LATER = Set.of(429, 503);

    private static final List<Kind> KINDS = List.of(Kind.values());

    private final List<GatewayClient> gateways;
    private final History history;
    private final long seed;
    private final CountDownLatch callers = new CountDownLatch(CALLERS);
    private volatile int round = History.NO_ROUND;
    private volatile boolean resting;
    private volatile boolean over;

    Load(List<GatewayClient> gateways, History history, long seed) {
        this.gateways = List.copyOf(gateways);
        this.history = history;
        this.seed = seed;
    }

    void begin() {
        for (int i = 0; i < CALLERS; i++) {
            var caller = new Caller(i);
            Thread.ofVirtual().name("caller-" + i).start(caller::run);
        }
    }

    /** What is asked from now on belongs to this round. */
    void belongsTo(int next) {
        round = next;
    }

    /** Nobody begins anything new until {@link #goOn}. */
    void rest() {
        resting = true;
    }

    void goOn() {
        resting = false;
    }

    /** Ends, once every key has its answer; false where some got none. */
    boolean end(Duration patience) throws InterruptedException {
        over = true;
        return callers.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One who waits for each answer before the next question. */
    private final class Caller {
        private final int number;
        private final RandomGenerator random;
        private final List<String> mine = new ArrayList<>();

        private Caller(int number) {
            this.number = number;
            this.random = RandomGeneratorFactory.of("Xoroshiro128PlusPlus").create(seed + number);
        }

        private void run() {
            try {
                for (int i = 0; !over; i++) {
                    LockSupport.parkNanos(BETWEEN.toNanos());
                    if (!resting) {
                        submit("%d-%d-%d".formatted(seed, number, i));
                        lookBack();
                    }
                }
                callers.countDown();
            } catch (RuntimeException wrong) {
                history.contradicted("a caller met " + wrong);
            }
        }

        private void submit(String key) {
            int asked = round;
            JsonNode body = request();
            int gateway = random.nextInt(gateways.size());
            Optional<String> id = Optional.empty();
            while (id.isEmpty()) {
                id = submit(gateways.get(gateway), key, body);
                gateway = (gateway + 1) % gateways.size();
                if (id.isEmpty()) {
                    LockSupport.parkNanos(BEFORE_A_REPEAT.toNanos());
                }
            }
            history.answered(key, id.get(), asked == round ? asked : History.NO_ROUND);
            if (oneIn(10)) {
                submit(gateways.get(gateway), key, body)
                        .ifPresent(again -> history.answered(key, again, History.NO_ROUND));
            }
            mine.add(id.get());
        }

        private JsonNode request() {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            String nap = oneIn(16) ? "%d".formatted(5 + random.nextInt(5)) : "0.05";
            int failures = kind == Kind.AGAIN && oneIn(5) ? 1 + random.nextInt(kind.attempts()) : 0;
            return kind.request(nap, failures);
        }

        private Optional<String> submit(GatewayClient gateway, String key, JsonNode body) {
            return ask("a submission", () -> gateway.post("executions", body, Optional.of(key)))
                    .map(answer -> answer.json().path("id").asText());
        }

        /** Reads one of the latest executions, and cancels some. */
        private void lookBack() {
            String id = mine.get(Math.max(0, mine.size() - 1 - random.nextInt(40)));
            GatewayClient gateway = gateways.get(random.nextInt(gateways.size()));
            if (oneIn(4)) {
                ask("a look at what was answered", () -> gateway.get("executions/" + id))
                        .ifPresent(answer -> saw(id, answer.json()));
            }
            if (oneIn(12)) {
                ask("a cancellation", () -> gateway.post("executions/" + id + "/cancel", Json.object()))
                        .ifPresent(answer -> saw(id, answer.json()));
            }
        }

        private void saw(String id, JsonNode execution) {
            String state = execution.path("state").asText();
            if (TERMINAL.contains(state)) {
                history.seen(id, state);
            }
        }

        private boolean oneIn(int times) {
            return random.nextInt(times) == 0;
        }
    }

    private interface Question {
        Answer ask();
    }

    /** A success. Who is away or asks to come later says nothing; a cancellation may be too late; all else is wrong. */
    private Optional<Answer> ask(String what, Question question) {
        try {
            Answer answer = question.ask();
            if (answer.isSuccess()) {
                return Optional.of(answer);
            }
            if (!LATER.contains(answer.status()) && !answer.code().equals("already_ended")) {
                history.contradicted(what + " was answered " + answer.status() + " " + answer.code());
            }
            return Optional.empty();
        } catch (CommandFailure away) {
            return Optional.empty();
        }
    }
}
