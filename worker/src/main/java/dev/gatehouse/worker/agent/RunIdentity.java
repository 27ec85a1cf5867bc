package dev.gatehouse.worker.agent;

import dev.gatehouse.observability.LogKeys;
import dev.gatehouse.worker.Ending;
import dev.gatehouse.worker.IdentityAnswer;
import dev.gatehouse.worker.IdentityLaunch;
import dev.gatehouse.worker.IdentityRequest;
import dev.gatehouse.worker.Launch;
import dev.gatehouse.worker.Redactor;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.RenewedFiles;
import dev.gatehouse.worker.ReportRequest.Outcome;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.Stop;
import dev.gatehouse.worker.StopSignal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The tokens by which one attempt shows others who it is: asked for before it begins, and those in files again at half of
 * their life for as long as it runs. They are lent as secrets are and taken out of what the job says.
 */
final class RunIdentity {
    /** How long an attempt waits for its tokens when the gateway is away. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Door door;
    private final SessionKeeper keeper;
    private final RandomGenerator random;
    private final WorkerLog log;
    private final Launch launch;
    private volatile Duration life = Duration.ofDays(1);

    RunIdentity(Door door, SessionKeeper keeper, RandomGenerator random, WorkerLog log, Launch launch) {
        this.door = door;
        this.keeper = keeper;
        this.random = random;
        this.log = log;
        this.launch = launch;
    }

    /** What came of asking. */
    sealed interface First {
        /** By the names under which the launch knows them. */
        record Tokens(Map<String, SecretValue> byName) implements First {}

        /** The attempt cannot begin. */
        record None(Ending ending) implements First {}
    }

    /** The tokens that the attempt begins with. */
    First first(Session session, StopSignal stop, Closing closing) {
        Map<String, SecretValue> byName = new LinkedHashMap<>();
        for (IdentityLaunch wanted : launch.process().identity()) {
            String name = IdentityLaunch.secretName(wanted.audience());
            if (!byName.containsKey(name)) {
                var token = first(session, wanted.audience(), stop, closing);
                if (token.isEmpty()) {
                    return new First.None(ending(stop));
                }
                byName.put(name, token.get());
            }
        }
        return new First.Tokens(byName);
    }

    private Optional<SecretValue> first(Session session, String audience, StopSignal stop, Closing closing) {
        Backoff backoff = new Backoff(random, closing, Duration.ofSeconds(2));
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            switch (door.identity(session, request(audience))) {
                case Answer.Ok<IdentityAnswer>(IdentityAnswer answer) -> {
                    return Optional.of(taken(answer));
                }
                case Answer.Refused<IdentityAnswer>(Refusal why) -> {
                    refused(why);
                    // Whoever is about to be stopped hears of it soon, and ends as that says.
                    if (why != Refusal.EXECUTION_STOPPING) {
                        return Optional.empty();
                    }
                }
                case Answer.Away<IdentityAnswer> _ -> {}
            }
        } while (stop.latest().isEmpty() && !session.ended() && System.nanoTime() < end && backoff.pause());
        return Optional.empty();
    }

    private static Ending ending(StopSignal stop) {
        return stop.latest()
                .map(request -> new Ending(
                        request.kind().equals(Stop.REVOKE) ? Outcome.REVOKED : Outcome.CANCELLED,
                        null,
                        null,
                        null,
                        true))
                .orElseGet(() -> Ending.failed(null, "identity_unavailable"));
    }

    /** Renews what lies in files until the attempt has ended. */
    void keep(RenewedFiles files, Redactor redactor, Closing ended) {
        if (launch.process().identity().stream().allMatch(each -> each.file() == null)) {
            return;
        }
        Thread.ofVirtual().name("identity").start(() -> {
            List<SecretValue> renewed = new ArrayList<>();
            boolean wanted = true;
            while (wanted && !ended.await(life.dividedBy(2))) {
                wanted = renew(files, redactor, ended, renewed);
            }
            while (!ended.await(Duration.ofHours(1))) {
                // What the files hold is not wiped while somebody may write it.
            }
            renewed.forEach(SecretValue::close);
        });
    }

    private boolean renew(RenewedFiles files, Redactor redactor, Closing ended, List<SecretValue> renewed) {
        Map<String, SecretValue> fresh = new LinkedHashMap<>();
        for (IdentityLaunch token : launch.process().identity()) {
            String file = token.file();
            if (file != null) {
                if (!fresh.containsKey(token.audience())) {
                    var next = next(token.audience(), ended);
                    if (next.isEmpty()) {
                        return false;
                    }
                    renewed.add(next.get());
                    redactor.add(next.get());
                    fresh.put(token.audience(), next.get());
                }
                files.put(file, fresh.get(token.audience()));
            }
        }
        return true;
    }

    private Optional<SecretValue> next(String audience, Closing ended) {
        Backoff backoff = new Backoff(random, ended, Duration.ofSeconds(5));
        do {
            Optional<Session> session = keeper.await();
            if (session.isEmpty()) {
                return Optional.empty();
            }
            switch (door.identity(session.get(), request(audience))) {
                case Answer.Ok<IdentityAnswer>(IdentityAnswer answer) -> {
                    return Optional.of(taken(answer));
                }
                case Answer.Refused<IdentityAnswer>(Refusal why) -> {
                    refused(why);
                    return Optional.empty();
                }
                case Answer.Away<IdentityAnswer> _ -> {}
            }
        } while (backoff.pause());
        return Optional.empty();
    }

    private IdentityRequest request(String audience) {
        return new IdentityRequest(launch.execution(), launch.fence(), audience);
    }

    private SecretValue taken(IdentityAnswer answer) {
        Duration given = Duration.ofMillis(Math.max(1, answer.lifeMillis()));
        life = given.compareTo(life) < 0 ? given : life;
        return SecretValue.taking(answer.token().getBytes(StandardCharsets.UTF_8));
    }

    private void refused(Refusal why) {
        log.warn("a token of a run was refused", Map.of(LogKeys.EXECUTION, launch.execution(), "code", why.code()));
    }
}
