package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SealedValue;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.WrapContext;
import dev.gatehouse.worker.SecretValue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The gateway's login at one Vault: one token for all calls, kept wrapped, renewed before it ends and replaced when it
 * ended or was revoked. Of many that need a login at once one logs in. Thread-safe.
 */
final class VaultSession {
    /** A server that said no is not asked again by everybody at once. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final int FORBIDDEN = 403;

    private final VaultClient client;
    private final VaultLogin login;
    private final MasterKey key;
    private final WrapContext place;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    private volatile State state = new State.None();

    VaultSession(VaultClient client, VaultLogin login, String tenant, MasterKey key, InstantSource clock) {
        this.client = client;
        this.login = login;
        this.key = key;
        this.place = new WrapContext(tenant, "store-login", login.mount());
        this.clock = clock;
    }

    private sealed interface State {
        /** Nobody has logged in. */
        record None() implements State {}

        /** Logged in; a token that does not end has no {@code ends}. */
        record Held(SealedValue wrapped, Instant renewAfter, Optional<Instant> ends, boolean renewable)
                implements State {}

        /** Could not log in, and does not try before that. */
        record Failed(String cause, Instant until) implements State {}
    }

    /** A token, or why there is none. */
    private sealed interface Found {
        record Token(String text) implements Found {}

        record Nothing(String cause) implements Found {}
    }

    /** Calls with the token of the login. */
    VaultReply authorized(Function<String, VaultReply> call) {
        return called(call, VaultReply.Failed::new, VaultSession::isForbidden);
    }

    /** The same for a call whose answer is a token. */
    AuthReply granted(Function<String, AuthReply> call) {
        return called(call, AuthReply.Failed::new, reply -> reply instanceof AuthReply.Refused);
    }

    /** Calls with the token of the login; once more, with a new one, where it turns out to be no good any more. */
    private <T> T called(Function<String, T> call, Function<String, T> failed, Predicate<T> isRefused) {
        return switch (token()) {
            case Found.Nothing(String cause) -> failed.apply(cause);
            case Found.Token(String token) -> {
                T reply = call.apply(token);
                yield isRefused.test(reply) && isLost(token) ? calledOnce(call, failed) : reply;
            }
        };
    }

    private <T> T calledOnce(Function<String, T> call, Function<String, T> failed) {
        return switch (token()) {
            case Found.Nothing(String cause) -> failed.apply(cause);
            case Found.Token(String token) -> call.apply(token);
        };
    }

    /** Why nobody is logged in now; nothing where somebody is. */
    Optional<String> problem() {
        return switch (token()) {
            case Found.Nothing(String cause) -> Optional.of(cause);
            case Found.Token _ -> Optional.empty();
        };
    }

    private static boolean isForbidden(VaultReply reply) {
        return reply instanceof VaultReply.Answered answered && answered.status() == FORBIDDEN;
    }

    /** Whether the server does not know the token any more: then nobody uses it again. */
    private boolean isLost(String token) {
        boolean lost = isForbidden(client.get(token, "auth/token/lookup-self"));
        if (lost) {
            turn.lock();
            try {
                if (state instanceof State.Held held && token.equals(text(held))) {
                    state = new State.None();
                }
            } finally {
                turn.unlock();
            }
        }
        return lost;
    }

    private Found token() {
        Instant now = clock.instant();
        if (state instanceof State.Held held && now.isBefore(held.renewAfter())) {
            return new Found.Token(text(held));
        }
        turn.lock();
        try {
            return switch (state) {
                case State.None _ -> loggedIn();
                case State.Failed(String cause, Instant until) ->
                    clock.instant().isBefore(until) ? new Found.Nothing(cause) : loggedIn();
                case State.Held held ->
                    clock.instant().isBefore(held.renewAfter()) ? new Found.Token(text(held)) : renewed(held);
            };
        } finally {
            turn.unlock();
        }
    }

    /** A token that cannot be renewed is good until it ends. */
    private Found renewed(State.Held held) {
        boolean ended =
                held.ends().filter(end -> !clock.instant().isBefore(end)).isPresent();
        if (ended || !held.renewable()) {
            return loggedIn();
        }
        String token = text(held);
        return switch (client.renew(token)) {
            case AuthReply.Granted granted -> hold(granted);
            case AuthReply.Refused _ -> loggedIn();
            case AuthReply.Failed _ -> {
                state = new State.Held(
                        held.wrapped(), clock.instant().plus(AFTER_FAILURE), held.ends(), held.renewable());
                yield new Found.Token(token);
            }
        };
    }

    private Found loggedIn() {
        Optional<SecretValue> shown = login.credential().read();
        if (shown.isEmpty()) {
            return failed("credential_missing");
        }
        try (SecretValue credential = shown.get()) {
            return switch (client.login(
                    login,
                    credential
                            .expose(clear -> new String(clear, StandardCharsets.UTF_8))
                            .strip())) {
                case AuthReply.Granted granted -> hold(granted);
                case AuthReply.Refused _ -> failed("login_refused");
                case AuthReply.Failed(String cause) -> failed(cause);
            };
        }
    }

    private Found failed(String cause) {
        state = new State.Failed(cause, clock.instant().plus(AFTER_FAILURE));
        return new Found.Nothing(cause);
    }

    /** Two thirds of its life are used before a token is renewed, or replaced where it cannot be. */
    private Found hold(AuthReply.Granted granted) {
        Instant now = clock.instant();
        Optional<Instant> ends = granted.ttl().isZero() ? Optional.empty() : Optional.of(now.plus(granted.ttl()));
        Instant renewAfter =
                ends.isPresent() ? now.plus(granted.ttl().multipliedBy(2).dividedBy(3)) : now.plus(Duration.ofDays(1));
        byte[] clear = granted.token().getBytes(StandardCharsets.UTF_8);
        state = new State.Held(new SealedValue(0, key.wrap(clear, place)), renewAfter, ends, granted.renewable());
        Arrays.fill(clear, (byte) 0);
        return new Found.Token(granted.token());
    }

    private String text(State.Held held) {
        byte[] clear = key.unwrap(held.wrapped().sealed(), place);
        try {
            return new String(clear, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(clear, (byte) 0);
        }
    }
}
