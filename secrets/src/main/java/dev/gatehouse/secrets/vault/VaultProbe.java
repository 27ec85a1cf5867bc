package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultSettings;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Looks at one Vault: reachable, login valid, what the login, or for what is issued a token
 * that it makes, may do at each mount, and what it does not promise. */
final class VaultProbe {
    private static final String NOBODYS = "gatehouse-probe";
    private static final String ISSUE = "issue under tokens that end";
    private static final int FORBIDDEN = 403;
    private static final Duration LIFE = Duration.ofMinutes(1);

    private final String tenant;
    private final VaultSettings settings;
    private final VaultSession session;
    private final VaultClient client;

    VaultProbe(String tenant, VaultSettings settings, VaultSession session, VaultClient client) {
        this.tenant = tenant;
        this.settings = settings;
        this.session = session;
        this.client = client;
    }

    List<StoreFinding> findings() {
        List<StoreFinding> findings = new ArrayList<>();
        Optional<String> away = unreachable(client.get("", "sys/health?standbyok=true&perfstandbyok=true"));
        findings.add(StoreFinding.of("reachable", away));
        Optional<String> problem = away.isPresent() ? away : session.problem();
        findings.add(StoreFinding.of("login", problem));
        if (problem.isEmpty()) {
            mounts(engine -> engine != VaultEngine.DYNAMIC)
                    .forEach(mount -> findings.add(readable(mount.getKey(), mount.getValue())));
            if (settings.mounts().containsValue(VaultEngine.DYNAMIC)) {
                findings.addAll(issuing());
            }
        }
        settings.mounts().entrySet().stream()
                .filter(mount -> mount.getValue() == VaultEngine.KV1)
                .map(mount -> StoreFinding.limit("mount " + mount.getKey() + " keeps no versions"))
                .forEach(findings::add);
        findings.add(StoreFinding.limit("who else reads there is recorded by the store alone"));
        return findings;
    }

    private Stream<Map.Entry<String, VaultEngine>> mounts(Predicate<VaultEngine> which) {
        return settings.mounts().entrySet().stream()
                .filter(mount -> which.test(mount.getValue()))
                .sorted(Map.Entry.comparingByKey());
    }

    /** What is issued is issued under a token of its own: one is made, looked through, and revoked. */
    private List<StoreFinding> issuing() {
        return switch (session.granted(token -> client.child(token, LIFE))) {
            case AuthReply.Granted child -> issuing(child);
            case AuthReply.Refused _ -> List.of(StoreFinding.of(ISSUE, Optional.of("not_allowed")));
            case AuthReply.Failed(String cause) -> List.of(StoreFinding.of(ISSUE, Optional.of(cause)));
        };
    }

    private List<StoreFinding> issuing(AuthReply.Granted child) {
        List<StoreFinding> findings = new ArrayList<>();
        // One that is none ends with the login that made it, and takes what runs use with it.
        findings.add(StoreFinding.of(ISSUE, child.orphan() ? Optional.empty() : Optional.of("ends_with_login")));
        mounts(engine -> engine == VaultEngine.DYNAMIC)
                .forEach(mount -> findings.add(issuable(mount.getKey(), child.token())));
        findings.add(may("renew leases", "sys/leases/renew", "update"));
        findings.add(may("revoke leases", "sys/leases/revoke", "update"));
        VaultReply revoked = session.authorized(
                token -> client.write(token, "auth/token/revoke-accessor", Map.of("accessor", child.accessor())));
        findings.add(StoreFinding.of(
                "revoke by accessor",
                switch (revoked) {
                    case VaultReply.Answered(int status, var _) ->
                        status == 200 || status == 204 ? Optional.empty() : Optional.of(StoreCause.of(status));
                    case VaultReply.Failed(String cause) -> Optional.of(cause);
                }));
        return findings;
    }

    /** Tokens with one policy and nothing else may not ask what they may. */
    private StoreFinding issuable(String mount, String token) {
        String path = mount + "/creds/" + tenant + "_" + NOBODYS;
        VaultReply held = capabilities(token, path);
        return held instanceof VaultReply.Answered answered && answered.status() == FORBIDDEN
                ? StoreFinding.limit("tokens for issuing at " + mount + " may not ask what they may")
                : finding("issue at " + mount, held, "read");
    }

    /** A server that only has no such path in the namespace answered. */
    private static Optional<String> unreachable(VaultReply reply) {
        return switch (reply) {
            case VaultReply.Answered _ -> Optional.empty();
            case VaultReply.Failed(String cause) -> Optional.of(cause);
        };
    }

    /** Whether a login may read there is said of a path; a name that nobody uses stands for all of them. */
    private StoreFinding readable(String mount, VaultEngine engine) {
        String folder = engine == VaultEngine.KV2 ? mount + "/data/" : mount + "/";
        return may("read " + mount, folder + tenant + "/" + NOBODYS, "read");
    }

    private StoreFinding may(String what, String path, String capability) {
        return finding(what, session.authorized(token -> capabilities(token, path)), capability);
    }

    private VaultReply capabilities(String token, String path) {
        return client.write(token, "sys/capabilities-self", Map.of("path", path));
    }

    private static StoreFinding finding(String what, VaultReply reply, String capability) {
        return switch (reply) {
            case VaultReply.Answered(int status, LogicalResponse content) -> {
                String held = content.getData().getOrDefault("capabilities", "");
                boolean may = status == 200 && (held.contains('"' + capability + '"') || held.contains("\"root\""));
                yield StoreFinding.of(what, may ? Optional.empty() : Optional.of("not_allowed"));
            }
            case VaultReply.Failed(String cause) -> StoreFinding.of(what, Optional.of(cause));
        };
    }
}
