package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.IssueAnswer;
import dev.gatehouse.secrets.LeasingStore;
import dev.gatehouse.secrets.MasterKey;
import dev.gatehouse.secrets.OpenAnswer;
import dev.gatehouse.secrets.RenewAnswer;
import dev.gatehouse.secrets.RevokeAnswer;
import dev.gatehouse.secrets.StoreAnswer;
import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.StorePath;
import dev.gatehouse.secrets.StoreText;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.SecretValue;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Secrets in a HashiCorp Vault or OpenBao: key-value pairs of both versions are read, and what other engines make is issued
 * under a child token of the gateway's login, whose accessor ends all of it. Thread-safe.
 */
public final class VaultStore implements LeasingStore {
    private final VaultSettings settings;
    private final VaultClient client;
    private final VaultSession session;

    /** @param key that wraps what is kept in memory */
    public VaultStore(String tenant, VaultSettings settings, Egress egress, MasterKey key, InstantSource clock) {
        this.settings = settings;
        this.client = new VaultClient(tenant, settings, egress);
        this.session = new VaultSession(client, settings.login(), tenant, key, clock);
    }

    private record Mount(String path, VaultEngine engine) {}

    @Override
    public boolean issues(String path) {
        return mount(path).filter(each -> each.engine() == VaultEngine.DYNAMIC).isPresent();
    }

    @Override
    public StoreAnswer read(String tenant, String path) {
        Optional<Mount> mount = mount(path).filter(each -> each.engine() != VaultEngine.DYNAMIC);
        if (mount.isEmpty()) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }
        return switch (session.authorized(
                token -> client.read(token, mount.get().engine(), mount.get().path(), path))) {
            case VaultReply.Answered(int status, LogicalResponse content) -> found(status, content);
            case VaultReply.Failed(String cause) -> new StoreAnswer.Unavailable(cause);
        };
    }

    private static StoreAnswer found(int status, LogicalResponse content) {
        Optional<String> version =
                Optional.ofNullable(content.getDataMetadata().getMetadataMap().get("version"));
        if (version.filter(text -> !StoreText.isPlain(text)).isPresent()) {
            return new StoreAnswer.Unavailable(StoreCause.MALFORMED);
        }
        return switch (status) {
            case 200 ->
                content.getDataObject() == null
                        ? new StoreAnswer.Unavailable(StoreCause.MALFORMED)
                        : new StoreAnswer.Found(values(content), version);
            // What was deleted leaves its metadata (KV version 2).
            case 404 -> new StoreAnswer.Missing(version.isPresent() ? StoreAnswer.Part.VERSION : StoreAnswer.Part.PATH);
            case 405 -> new StoreAnswer.Missing(StoreAnswer.Part.PATH);
            case 403 -> new StoreAnswer.Forbidden();
            default -> new StoreAnswer.Unavailable(StoreCause.of(status));
        };
    }

    @Override
    public String server() {
        return settings.namespace().map(name -> settings.address() + " " + name).orElse(settings.address());
    }

    @Override
    public OpenAnswer open(String tenant, Duration longest) {
        return switch (session.granted(token -> client.child(token, longest))) {
            case AuthReply.Granted granted ->
                StoreText.isPlain(granted.accessor())
                        ? new OpenAnswer.Opened(granted.accessor(), secret(granted.token()))
                        : new OpenAnswer.Unavailable(StoreCause.MALFORMED);
            case AuthReply.Refused _ -> new OpenAnswer.Forbidden();
            case AuthReply.Failed(String cause) -> new OpenAnswer.Unavailable(cause);
        };
    }

    @Override
    public IssueAnswer issue(SecretValue token, String path) {
        if (!issues(path)) {
            return new IssueAnswer.Missing();
        }
        String text = token.expose(clear -> new String(clear, StandardCharsets.UTF_8));
        return switch (client.get(text, path)) {
            case VaultReply.Answered(int status, LogicalResponse content) -> issued(status, content);
            case VaultReply.Failed(String cause) -> new IssueAnswer.Unavailable(cause);
        };
    }

    private static IssueAnswer issued(int status, LogicalResponse content) {
        return switch (status) {
            case 200 -> {
                String lease = content.getLeaseId();
                Long seconds = content.getLeaseDuration();
                if (content.getDataObject() == null || lease == null || seconds == null || !isLease(lease)) {
                    yield new IssueAnswer.Unavailable(StoreCause.MALFORMED);
                }
                // An engine that answers without a lease issued nothing that would end.
                yield lease.isEmpty()
                        ? new IssueAnswer.Missing()
                        : new IssueAnswer.Issued(
                                values(content),
                                lease,
                                Duration.ofSeconds(seconds),
                                Boolean.TRUE.equals(content.getRenewable()));
            }
            case 404, 405 -> new IssueAnswer.Missing();
            case 403 -> new IssueAnswer.Forbidden();
            default -> new IssueAnswer.Unavailable(StoreCause.of(status));
        };
    }

    /** An empty one says that there is none. */
    private static boolean isLease(String text) {
        return text.isEmpty() || StoreText.isPlain(text);
    }

    @Override
    public RenewAnswer renew(String accessor, String lease, Duration ttl) {
        Map<String, Object> body = Map.of("lease_id", lease, "increment", ttl.toSeconds());
        return switch (session.authorized(token -> client.write(token, "sys/leases/renew", body))) {
            case VaultReply.Answered(int status, LogicalResponse content) -> {
                Long seconds = content.getLeaseDuration();
                if (status == 200) {
                    yield seconds == null
                            ? new RenewAnswer.Unavailable(StoreCause.MALFORMED)
                            : new RenewAnswer.Renewed(Duration.ofSeconds(seconds));
                }
                yield isOver(content) ? new RenewAnswer.Gone() : new RenewAnswer.Unavailable(StoreCause.of(status));
            }
            case VaultReply.Failed(String cause) -> new RenewAnswer.Unavailable(cause);
        };
    }

    /**
     * The leases one by one, each at once: a server only notes what is to end with its token, and says so before it has asked
     * whoever holds the secret. The token also where one of them fails, so that the server goes on by itself, too.
     */
    @Override
    public RevokeAnswer revoke(String accessor, List<String> leases) {
        List<RevokeAnswer> answers = new ArrayList<>();
        for (String lease : leases) {
            answers.add(ended("sys/leases/revoke", Map.of("lease_id", lease, "sync", true), _ -> false));
        }
        answers.add(ended("auth/token/revoke-accessor", Map.of("accessor", accessor), VaultStore::isGone));
        return answers.stream()
                .filter(RevokeAnswer.Unavailable.class::isInstance)
                .findFirst()
                .orElseGet(RevokeAnswer.Revoked::new);
    }

    private RevokeAnswer ended(String path, Map<String, Object> body, Predicate<LogicalResponse> gone) {
        return switch (session.authorized(token -> client.write(token, path, body))) {
            case VaultReply.Answered(int status, LogicalResponse content) ->
                status == 200 || status == 204 || gone.test(content)
                        ? new RevokeAnswer.Revoked()
                        : new RevokeAnswer.Unavailable(StoreCause.of(status));
            case VaultReply.Failed(String cause) -> new RevokeAnswer.Unavailable(cause);
        };
    }

    /** Servers differ in the status by which they say that they know no such accessor, not in the words. */
    private static boolean isGone(LogicalResponse content) {
        return said(content).contains("invalid accessor");
    }

    /** An engine that fails to renew is answered for by the same status as a lease that is not renewed any more. */
    private static boolean isOver(LogicalResponse content) {
        return Stream.of("lease not found", "lease expired", "not renewable").anyMatch(said(content)::contains);
    }

    private static String said(LogicalResponse content) {
        return new String(content.getRestResponse().getBody(), StandardCharsets.UTF_8);
    }

    @Override
    public List<StoreFinding> probe(String tenant) {
        return new VaultProbe(tenant, settings, session, client).findings();
    }

    /** The mount that the path lies in; the longest where one lies in another. */
    private Optional<Mount> mount(String path) {
        return StorePath.isPlain(path)
                ? settings.mounts().entrySet().stream()
                        .filter(each -> path.startsWith(each.getKey() + "/"))
                        .max((one, other) -> Integer.compare(
                                one.getKey().length(), other.getKey().length()))
                        .map(each -> new Mount(each.getKey(), each.getValue()))
                : Optional.empty();
    }

    /** What is no text is the JSON of it. */
    private static Map<String, SecretValue> values(LogicalResponse content) {
        Map<String, SecretValue> values = new HashMap<>();
        content.getData().forEach((key, value) -> values.put(key, secret(value)));
        return values;
    }

    private static SecretValue secret(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }
}
