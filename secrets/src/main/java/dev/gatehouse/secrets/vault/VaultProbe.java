package dev.gatehouse.secrets.vault;

import dev.gatehouse.secrets.StoreFinding;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultSettings;
import io.github.jopenlibs.vault.response.LogicalResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at one Vault: reachable, login valid, what the login may do at each mount, and what it does not promise. */
final class VaultProbe {
    private static final String NOBODYS = "gatehouse-probe";

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
            settings.mounts().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(mount -> findings.add(readable(mount.getKey(), mount.getValue())));
            if (settings.mounts().containsValue(VaultEngine.DYNAMIC)) {
                findings.add(may("issue under tokens that end", "auth/token/create" + role(), "update"));
                findings.add(may("revoke by accessor", "auth/token/revoke-accessor", "update"));
            }
        }
        settings.mounts().entrySet().stream()
                .filter(mount -> mount.getValue() == VaultEngine.KV1)
                .map(mount -> StoreFinding.limit("mount " + mount.getKey() + " keeps no versions"))
                .forEach(findings::add);
        findings.add(StoreFinding.limit("who else reads there is recorded by the store alone"));
        return findings;
    }

    private String role() {
        return settings.tokenRole().map(name -> "/" + name).orElse("");
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
        String path = switch (engine) {
            case KV1 -> mount + "/" + tenant + "/" + NOBODYS;
            case KV2 -> mount + "/data/" + tenant + "/" + NOBODYS;
            case DYNAMIC -> mount + "/creds/" + tenant + "_" + NOBODYS;
        };
        return may("read " + mount, path, "read");
    }

    private StoreFinding may(String what, String path, String capability) {
        return switch (session.authorized(
                token -> client.write(token, "sys/capabilities-self", Map.of("path", path)))) {
            case VaultReply.Answered(int status, LogicalResponse content) -> {
                String held = content.getData().getOrDefault("capabilities", "");
                boolean may = status == 200 && (held.contains('"' + capability + '"') || held.contains("\"root\""));
                yield StoreFinding.of(what, may ? Optional.empty() : Optional.of("not_allowed"));
            }
            case VaultReply.Failed(String cause) -> StoreFinding.of(what, Optional.of(cause));
        };
    }
}
