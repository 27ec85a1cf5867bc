package dev.gatehouse.gateway.key;

import dev.gatehouse.gateway.problem.Problem;
import dev.gatehouse.gateway.problem.ProblemException;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretException;
import dev.gatehouse.secrets.TransitKeys;
import dev.gatehouse.secrets.TransitKeys.MadeKey;
import dev.gatehouse.secrets.WrappingKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Makes keys for the master key, where the operator keeps them. Thread-safe. */
@Singleton
public class NewKeys {
    private static final Duration AWAY = Duration.ofSeconds(10);

    private final MasterKeyFile file;
    private final ConfiguredTransit transit;
    private final MasterKey master;
    private final SecureRandom random;
    private final ReentrantLock turn = new ReentrantLock();

    NewKeys(MasterKeyFile file, ConfiguredTransit transit, MasterKey master, SecureRandom random) {
        this.file = file;
        this.transit = transit;
        this.master = master;
        this.random = random;
    }

    /**
     * A key that is kept by now.
     *
     * @param place {@code file} or {@code transit}
     * @param wrapped what has to be kept of it in the database
     */
    public record NewKey(String id, String place, Optional<String> wrapped) {}

    /**
     * Makes one. This gateway knows one of the file from here on, and one of a Vault once it reads what was kept of it.
     *
     * @throws ProblemException 409 where it cannot be kept, 503 where the operator's Vault makes none now
     */
    public NewKey make() {
        return transit.keys().map(this::wrapped).orElseGet(this::inFile);
    }

    private NewKey wrapped(TransitKeys engine) {
        return switch (engine.make()) {
            // Known once it is kept: one that only a gateway's memory holds must never wrap.
            case MadeKey.Made(WrappingKey made, String wrapped) ->
                new NewKey(made.id(), "transit", Optional.of(wrapped));
            case MadeKey.Unavailable(String cause) ->
                throw new ProblemException(Problem.of(
                                503,
                                "transit_unavailable",
                                "The Vault that keeps the master key gives no new key now: " + cause
                                        + ". Repeat the request later.")
                        .withRetryAfter(AWAY));
        };
    }

    private NewKey inFile() {
        turn.lock();
        try {
            WrappingKey made = MasterKey.append(file.path(), random);
            master.learn(List.of(made));
            return new NewKey(made.id(), "file", Optional.empty());
        } catch (SecretException.KeyFileRefused refused) {
            throw new ProblemException(Problem.of(
                    409,
                    "key_file_not_written",
                    "This gateway cannot add a key to " + MasterKeyFile.PROPERTY
                            + ". Add a line to it by other means, 32 random bytes as base64url without padding."));
        } finally {
            turn.unlock();
        }
    }
}
