package dev.gatehouse.worker.agent;

import dev.gatehouse.worker.JoinProof;
import dev.gatehouse.worker.Protocol;
import dev.gatehouse.worker.Refusal;
import dev.gatehouse.worker.RegisterAnswer;
import dev.gatehouse.worker.RegisterRequest;
import dev.gatehouse.worker.RegistrationSignature;
import dev.gatehouse.worker.SessionKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Gets sessions: by the identity key where the gateway knows it, and with the join token where it does not yet. */
final class Registration {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final GatewayClient gateway;
    private final WorkerHome home;
    private final WorkerSettings settings;
    private final String isolation;
    private final LongSupplier nanos;

    Registration(
            GatewayClient gateway, WorkerHome home, WorkerSettings settings, String isolation, LongSupplier nanos) {
        this.gateway = gateway;
        this.home = home;
        this.settings = settings;
        this.isolation = isolation;
        this.nanos = nanos;
    }

    /** One try. Where the gateway has forgotten the identity, the join token is tried as well. */
    Answer<Session> register() {
        try {
            Optional<JoinToken> token = joinToken();
            if (!home.registered() && token.isPresent()) {
                return register(token);
            }
            Answer<Session> known = register(Optional.empty());
            return known instanceof Answer.Refused<Session>(Refusal why)
                            && why == Refusal.JOIN_REFUSED
                            && token.isPresent()
                    ? register(token)
                    : known;
        } catch (IOException failure) {
            return new Answer.Away<>("the worker's home: " + failure.getClass().getSimpleName());
        }
    }

    private Answer<Session> register(Optional<JoinToken> token) throws IOException {
        SessionKeys keys = SessionKeys.generate();
        String identity = home.identity().publicKey();
        long counter = home.nextCounter();
        RegisterRequest request = new RegisterRequest(
                token.map(JoinToken::id).orElse(null),
                settings.name(),
                identity,
                keys.publicKey(),
                counter,
                RegistrationSignature.make(home.identity(), counter, keys.publicKey()),
                token.map(shown -> shown.proof(identity, keys.publicKey())).orElse(null),
                isolation);
        long asked = nanos.getAsLong();
        return switch (gateway.post(Protocol.REGISTER, request, RegisterAnswer.class, Optional.empty(), PATIENCE)) {
            case Answer.Ok<RegisterAnswer>(RegisterAnswer answer) -> {
                home.setRegistered();
                yield new Answer.Ok<>(new Session(answer, keys, asked));
            }
            case Answer.Refused<RegisterAnswer>(Refusal why) ->
                // Another counter may be good: the next try has a greater one.
                why == Refusal.COUNTER_USED ? new Answer.Away<>(why.code()) : new Answer.Refused<>(why);
            case Answer.Away<RegisterAnswer>(String cause) -> new Answer.Away<>(cause);
        };
    }

    /** What an operator hands out for a first registration. The secret never leaves the worker. */
    private static final class JoinToken {
        private final String id;
        private final String secret;

        JoinToken(String id, String secret) {
            this.id = id;
            this.secret = secret;
        }

        String id() {
            return id;
        }

        String proof(String identity, String session) {
            byte[] key = JoinProof.key(secret);
            try {
                return JoinProof.make(key, id, identity, session);
            } finally {
                Arrays.fill(key, (byte) 0);
            }
        }
    }

    /** From the file; read anew for each try, since an operator may renew it. */
    private Optional<JoinToken> joinToken() throws IOException {
        if (settings.joinTokenFile().isEmpty()
                || !Files.isReadable(settings.joinTokenFile().get())) {
            return Optional.empty();
        }
        String text = Files.readString(settings.joinTokenFile().get()).strip();
        int dot = text.indexOf('.');
        return dot > 0 ? Optional.of(new JoinToken(text.substring(0, dot), text.substring(dot + 1))) : Optional.empty();
    }
}
