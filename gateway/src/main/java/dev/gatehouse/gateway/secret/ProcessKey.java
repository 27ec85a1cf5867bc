package dev.gatehouse.gateway.secret;

import dev.gatehouse.secrets.MasterKey;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** The key of this process: it wraps what secrets are kept in memory, and is kept nowhere. */
@Singleton
final class ProcessKey {
    private final MasterKey key = MasterKey.ofProcess(new SecureRandom());

    MasterKey key() {
        return key;
    }
}
