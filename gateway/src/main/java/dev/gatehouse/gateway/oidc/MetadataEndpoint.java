package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.issuer.AccessTokens;
import dev.gatehouse.gateway.issuer.Issuers;
import dev.gatehouse.gateway.sso.SigningAlgorithm;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a tenant's issuer publishes: its metadata (RFC 8414, section 2) and its keys (RFC 7517, section 5). */
@Path("/oidc/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class MetadataEndpoint {
    private final Publication publication;
    private final Issuers issuers;
    private final AccessTokens tokens;

    MetadataEndpoint(Publication publication, Issuers issuers, AccessTokens tokens) {
        this.publication = publication;
        this.issuers = issuers;
        this.tokens = tokens;
    }

    /** The issuer's metadata. */
    @GET
    @Path(".well-known/openid-configuration")
    @Unguarded("public: how clients find the issuer")
    public Response metadata(@PathParam("tenant") String tenant) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuers.issuer(tenant));
        document.put("token_endpoint", issuers.tokenEndpoint(tenant));
        document.put("jwks_uri", issuers.keys(tenant));
        document.put("grant_types_supported", GrantType.names());
        document.put("response_types_supported", List.of());
        document.put(
                "token_endpoint_auth_methods_supported",
                List.of("private_key_jwt", "client_secret_basic", "client_secret_post"));
        document.put(
                "token_endpoint_auth_signing_alg_values_supported",
                Stream.of(SigningAlgorithm.values()).map(SigningAlgorithm::alg).toList());
        return publication.of(tenant, document);
    }

    /** The keys that the issuer's tokens are signed with. */
    @GET
    @Path("keys")
    @Unguarded("public: the halves of keys that everybody may have")
    public Response keys(@PathParam("tenant") String tenant) {
        return publication.of(tenant, tokens.published().document());
    }
}
