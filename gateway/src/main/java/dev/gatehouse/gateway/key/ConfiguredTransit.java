package dev.gatehouse.gateway.key;

import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.SecretStores;
import dev.gatehouse.secrets.TransitKeys;
import dev.gatehouse.secrets.TransitKeys.OpenedKey;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.secrets.WrappingKey;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import dev.gatehouse.worker.HostLookup;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.TrustedCa;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The transit engine that the operator configured, where there is one. */
@Singleton
class ConfiguredTransit {
    private static final Logger LOG = Logger.getLogger(ConfiguredTransit.class);

    /** What an operator sets, as every refusal names it. */
    static final String ADDRESS = "gatehouse.master-key.transit.address (GATEHOUSE_MASTER_KEY_TRANSIT_ADDRESS)";

    private final Optional<TransitKeys> keys;

    ConfiguredTransit(TransitConfig config, SecureRandom random, InstantSource clock) {
        this.keys = config.address().map(address -> transit(config, address, random, clock));
    }

    Optional<TransitKeys> keys() {
        return keys;
    }

    /** Those of the keys that it opens; one that it refuses to open is missed only where rows need it. */
    List<WrappingKey> opened(Map<String, String> wrapped) {
        List<WrappingKey> opened = new ArrayList<>();
        keys.ifPresent(engine -> wrapped.forEach((id, text) -> {
            switch (engine.open(text)) {
                case OpenedKey.Opened(WrappingKey key) -> opened.add(key);
                case OpenedKey.Refused() -> LOG.errorf("The transit engine does not open the master key %s", id);
                case OpenedKey.Unavailable(String cause) -> throw new TransitUnavailable(cause);
            }
        }));
        return opened;
    }

    private static TransitKeys transit(TransitConfig config, String address, SecureRandom random, InstantSource clock) {
        String role = config.roleId()
                .orElseThrow(() ->
                        new StartRefused("gatehouse.master-key.transit.role-id is needed where there is an address"));
        Path secret = config.secretIdFile()
                .orElseThrow(() -> new StartRefused(
                        "gatehouse.master-key.transit.secret-id-file is needed where there is an address"));
        var settings = new VaultSettings(
                address,
                config.namespace(),
                Optional.empty(),
                new VaultLogin.AppRole(config.loginMount(), role, () -> secretId(secret)),
                Map.of(),
                Optional.empty(),
                config.call());
        return SecretStores.transit(
                config.mount(), config.key(), settings, guard(config, address), MasterKey.ofProcess(random), clock);
    }

    /**
     * A guard of its own that lets through to the one host and port that the operator named, wherever that is: what tenants'
     * calls may reach is none the wider for it. Without TLS it is reached on this machine alone.
     */
    private static Egress guard(TransitConfig config, String address) {
        try {
            Optional<String> misspelled = Egress.misspelling(address);
            if (misspelled.isPresent()) {
                throw new StartRefused(ADDRESS + ": not a URL that is called: " + misspelled.get());
            }
            URI url = URI.create(address);
            boolean plain = "http".equalsIgnoreCase(url.getScheme());
            int port = url.getPort() < 0 ? (plain ? 80 : 443) : url.getPort();
            List<String> hosts = url.getHost().startsWith("[") ? List.of() : List.of(url.getHost() + ":" + port);
            var policy = EgressPolicy.of(hosts, List.of("0.0.0.0/0:" + port, "::/0:" + port), plain);
            return new Egress(policy, HostLookup.SYSTEM, TrustedCa.context(config.caFile()));
        } catch (IOException unreadable) {
            throw new StartRefused("gatehouse.master-key.transit.ca-file: " + unreadable.getMessage(), unreadable);
        }
    }

    private static Optional<SecretValue> secretId(Path file) {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            return EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE)
                            .containsAll(permissions)
                    ? Optional.of(SecretValue.taking(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
