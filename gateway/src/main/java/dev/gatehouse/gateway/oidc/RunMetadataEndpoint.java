package dev.gatehouse.gateway.oidc;

import dev.gatehouse.gateway.identity.Unguarded;
import dev.gatehouse.gateway.issuer.RunIssuers;
import dev.gatehouse.gateway.issuer.RunTokens;
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

/**
 * What the issuer of a tenant's runs publishes: its metadata (OpenID Connect Discovery, section 3) and its keys. It has no
 * token endpoint: a run gets its tokens by its worker.
 */
@Path("/run/{tenant}")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
class RunMetadataEndpoint {
    private final Publication publication;
    private final RunIssuers issuers;
    private final RunTokens tokens;

    RunMetadataEndpoint(Publication publication, RunIssuers issuers, RunTokens tokens) {
        this.publication = publication;
        this.issuers = issuers;
        this.tokens = tokens;
    }

    /** The issuer's metadata. */
    @GET
    @Path(".well-known/openid-configuration")
    @Unguarded("public: how those whom runs show tokens find the issuer")
    public Response metadata(@PathParam("tenant") String tenant) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuers.issuer(tenant));
        document.put("jwks_uri", issuers.keys(tenant));
        document.put("introspection_endpoint", issuers.introspection(tenant));
        document.put("scopes_supported", List.of("openid"));
        document.put("response_types_supported", List.of("id_token"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("ES256"));
        document.put("claims_supported", RunTokens.CLAIMS);
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
