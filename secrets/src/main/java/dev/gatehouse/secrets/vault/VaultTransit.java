package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.TransitKeys;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.secrets.WrappingKey;
import dev.gatehouse.worker.Egress;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The transit engine of a HashiCorp Vault or OpenBao as the keeper of keys. Thread-safe. */
public final class VaultTransit implements TransitKeys {
    private static final String PARTY = "master-key";

    private final String mount;
    private final String name;
    private final VaultClient client;
    private final VaultSession session;

    /**
     * @param mount where the engine is
     * @param name of its key
     * @param memory that wraps the login's token
     */
    public VaultTransit(
            String mount, String name, VaultSettings settings, Egress egress, MasterKey memory, InstantSource clock) {
        this.mount = mount;
        this.name = name;
        this.client = new VaultClient(PARTY, settings, egress);
        this.session = new VaultSession(client, settings.login(), PARTY, memory, clock);
    }

    @Override
    public MadeKey make() {
        return switch (write("datakey/plaintext", Map.of("bits", 256))) {
            case VaultReply.Answered(int status, LogicalResponse content)
            when status == 200 -> {
                String wrapped = content.getData().get("ciphertext");
                yield key(content)
                        .<MadeKey>flatMap(key -> Optional.ofNullable(wrapped).map(text -> new MadeKey.Made(key, text)))
                        .orElseGet(() -> new MadeKey.Unavailable(StoreCause.MALFORMED));
            }
            case VaultReply.Answered answered -> new MadeKey.Unavailable(StoreCause.of(answered.status()));
            case VaultReply.Failed(String cause) -> new MadeKey.Unavailable(cause);
        };
    }

    @Override
    public OpenedKey open(String wrapped) {
        return switch (write("decrypt", Map.of("ciphertext", wrapped))) {
            case VaultReply.Answered(int status, LogicalResponse content)
            when status == 200 ->
                key(content)
                        .<OpenedKey>map(OpenedKey.Opened::new)
                        .orElseGet(() -> new OpenedKey.Unavailable(StoreCause.MALFORMED));
            case VaultReply.Answered answered when answered.status() == 400 -> new OpenedKey.Refused();
            case VaultReply.Answered answered -> new OpenedKey.Unavailable(StoreCause.of(answered.status()));
            case VaultReply.Failed(String cause) -> new OpenedKey.Unavailable(cause);
        };
    }

    private VaultReply write(String operation, Map<String, Object> body) {
        return session.authorized(token -> client.write(token, mount + "/" + operation + "/" + name, body));
    }

    private static Optional<WrappingKey> key(LogicalResponse content) {
        @Nullable String plain = content.getData().get("plaintext");
        try {
            return Optional.ofNullable(plain)
                    .map(text -> Base64.getDecoder().decode(text))
                    .flatMap(WrappingKey::ofBytes);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
