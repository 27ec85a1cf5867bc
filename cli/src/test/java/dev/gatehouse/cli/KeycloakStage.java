package dev.gatehouse.cli;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An installation whose tenant {@code demo} believes a real Keycloak, and two people whom SCIM has provisioned: ada, an
 * analyst, who may start {@code demo.weather/quick}; and grace, who may not.
 */
final class KeycloakStage implements AutoCloseable {
    /** What its security events are for. */
    static final String SIGNALS = "https://gatehouse.example/signals";

    private final Installation installation;
    private final KeycloakServer keycloak;
    private final Provisioning provisioning;

    private KeycloakStage(Installation installation, KeycloakServer keycloak, Provisioning provisioning) {
        this.installation = installation;
        this.keycloak = keycloak;
        this.provisioning = provisioning;
    }

    /** @param folder for what Keycloak writes */
    static KeycloakStage startedIn(Path folder) throws IOException {
        Installation installation = Installation.inNewHome()
                .with("GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*")
                .with("GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true")
                .with("GATEHOUSE_SSO_KEY_FLOOR", "PT0.2S");
        KeycloakServer keycloak = KeycloakServer.startedIn(folder, installation.url());
        installation.up();
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: IdentityProvider
                metadata: {name: keycloak}
                spec:
                  issuer: %s
                  audience: gatehouse
                  clientId: gatehouse-login
                  algorithms: [RS256]
                  typ: lenient
                  groupsClaim: groups
                  signals: {audience: "%s"}
                ---
                apiVersion: gatehouse.dev/v1
                kind: Job
                metadata: {namespace: demo.weather, name: quick}
                spec: {timeout: PT1M, run: {process: {command: ["true"]}}}
                """.formatted(keycloak.issuer(), SIGNALS));
        installation.apply("""
                apiVersion: gatehouse.dev/v1
                kind: RoleBinding
                metadata: {namespace: demo.weather, name: analysts}
                spec: {role: Launcher, subjects: [{group: "idp:keycloak/analysts"}]}
                """);
        Provisioning provisioning = Provisioning.of(installation, "keycloak");
        provisioning.user("ada", KeycloakServer.ADA);
        provisioning.user("grace", KeycloakServer.GRACE);
        return new KeycloakStage(installation, keycloak, provisioning);
    }

    Installation installation() {
        return installation;
    }

    KeycloakServer keycloak() {
        return keycloak;
    }

    Provisioning provisioning() {
        return provisioning;
    }

    @Override
    public void close() throws IOException {
        keycloak.close();
        installation.close();
    }
}
