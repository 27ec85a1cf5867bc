package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * One issuer that a tenant believes, in one revision of its declaration.
 *
 * @param id of the resource
 * @param issuer compared with {@code iss} letter by letter
 * @param audience what {@code aud} has to name: this gateway, as the issuer knows it
 * @param algorithms the signatures that count, the first of RSA for keys that name none
 * @param jwksUri where its keys are; absent where its metadata says so
 * @param subjectClaim whose value is the {@code externalId} of the person
 * @param groupsClaim the names of the person's groups
 * @param strictType whether a token has to say that it is one for access (RFC 9068)
 * @param scimClient whose users its people are; absent for those of every client
 * @param jitUsers whether a person whom nobody provisioned may come in
 * @param signalAudience whom its security events are for; absent where none are taken
 * @param clientId who this gateway is when people log in with a browser; absent where they do not
 * @param loginScopes what is asked for when people log in
 */
public record IdentityProvider(
        String tenant,
        UUID id,
        String name,
        long revision,
        String issuer,
        String audience,
        List<SigningAlgorithm> algorithms,
        Optional<String> jwksUri,
        String subjectClaim,
        Optional<String> groupsClaim,
        boolean strictType,
        Optional<String> scimClient,
        boolean jitUsers,
        Optional<String> signalAudience,
        Optional<String> clientId,
        List<String> loginScopes) {
    public IdentityProvider {
        algorithms = List.copyOf(algorithms);
        loginScopes = List.copyOf(loginScopes);
    }

    /** What identifies a declaration: its resource and the revision of that. */
    record Version(UUID id, long revision) {}

    Version version() {
        return new Version(id, revision);
    }

    /** Reads a spec in its stored form, which holds every default. */
    static IdentityProvider of(String tenant, String name, Version version, JsonNode spec) {
        List<SigningAlgorithm> algorithms = new ArrayList<>();
        spec.path("algorithms")
                .forEach(each -> SigningAlgorithm.named(each.asText()).ifPresent(algorithms::add));
        return new IdentityProvider(
                tenant,
                version.id(),
                name,
                version.revision(),
                spec.path("issuer").asText(),
                spec.path("audience").asText(),
                algorithms,
                Optional.ofNullable(spec.path("jwksUri").textValue()),
                spec.path("subjectClaim").asText(),
                Optional.ofNullable(spec.path("groupsClaim").textValue()),
                !spec.path("typ").asText().equals("lenient"),
                Optional.ofNullable(spec.path("scimClient").textValue()),
                spec.path("jitUsers").asBoolean(),
                Optional.ofNullable(spec.path("signals").path("audience").textValue()),
                Optional.ofNullable(spec.path("clientId").textValue()),
                spec.path("loginScopes").valueStream().map(JsonNode::asText).toList());
    }
}
