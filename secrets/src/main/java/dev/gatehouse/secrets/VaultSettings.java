package dev.gatehouse.secrets;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * One Vault, or OpenBao, as a tenant declares it.
 *
 * @param address the URL, without a path
 * @param namespace that all calls name; absent where the server has none
 * @param trust whom to believe that they are the address; absent for those whom all calls of the gateway believe
 * @param mounts what is behind each mount that secrets may lie in
 * @param tokenRole that tokens for issuing are made by; absent where they are children of the login's
 * @param patience the longest that one call takes
 */
public record VaultSettings(
        String address,
        Optional<String> namespace,
        Optional<SSLContext> trust,
        VaultLogin login,
        Map<String, VaultEngine> mounts,
        Optional<String> tokenRole,
        Duration patience) {
    public VaultSettings {
        mounts = Map.copyOf(mounts);
        if (!patience.isPositive()) {
            throw new IllegalArgumentException("a call without time");
        }
    }
}
