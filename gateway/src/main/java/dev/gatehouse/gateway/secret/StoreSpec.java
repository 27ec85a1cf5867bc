package dev.gatehouse.gateway.secret;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatehouse.secrets.AwsSettings;
import dev.gatehouse.secrets.DeclaredStore;
import dev.gatehouse.secrets.OnUnavailable;
import dev.gatehouse.secrets.PathRules;
import dev.gatehouse.secrets.SecretStore;
import dev.gatehouse.secrets.StoreCredential;
import dev.gatehouse.secrets.VaultEngine;
import dev.gatehouse.secrets.VaultLogin;
import dev.gatehouse.secrets.VaultSettings;
import dev.gatehouse.worker.TrustedCa;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The stored spec of a tenant's store: what was checked when it was applied is read without being checked again. */
record StoreSpec(JsonNode spec) {
    boolean isVault() {
        return spec.has("vault");
    }

    String kind() {
        return isVault() ? "vault" : "aws";
    }

    VaultSettings vault(StoreCredential credential, Duration patience) {
        JsonNode vault = spec.path("vault");
        return new VaultSettings(
                vault.path("address").asText(),
                text(vault, "namespace"),
                text(vault, "ca").map(TrustedCa::ofText),
                login(vault.path("login"), credential),
                mounts(vault.path("mounts")),
                text(vault, "tokenRole"),
                patience);
    }

    private static VaultLogin login(JsonNode login, StoreCredential credential) {
        JsonNode appRole = login.path("appRole");
        JsonNode jwt = login.path("jwt");
        return appRole.isObject()
                ? new VaultLogin.AppRole(
                        appRole.path("mount").asText(), appRole.path("roleId").asText(), credential)
                : new VaultLogin.Jwt(
                        jwt.path("mount").asText(), jwt.path("role").asText(), credential);
    }

    private static Map<String, VaultEngine> mounts(JsonNode declared) {
        Map<String, VaultEngine> mounts = new HashMap<>();
        declared.properties()
                .forEach(mount -> mounts.put(
                        mount.getKey(),
                        VaultEngine.valueOf(mount.getValue().asText().toUpperCase(Locale.ROOT))));
        return mounts;
    }

    AwsSettings aws(StoreCredential credential, Duration patience) {
        JsonNode aws = spec.path("aws");
        return new AwsSettings(
                aws.path("region").asText(),
                text(aws, "endpoint"),
                aws.path("accessKeyId").asText(),
                credential,
                patience);
    }

    /** How the store is to be used. */
    DeclaredStore declared(String identity, SecretStore store, List<String> ofOperator) {
        return new DeclaredStore(
                identity,
                store,
                new PathRules(
                        ofOperator,
                        spec.path("paths").valueStream().map(JsonNode::asText).toList()),
                OnUnavailable.valueOf(spec.path("onUnavailable").asText().toUpperCase(Locale.ROOT)),
                Duration.parse(spec.path("cacheFor").asText()),
                Duration.parse(spec.path("keepFor").asText()));
    }

    private static Optional<String> text(JsonNode node, String member) {
        return Optional.ofNullable(node.path(member).textValue());
    }
}
