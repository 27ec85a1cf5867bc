package dev.gatehouse.gateway.sso;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressAnswer;
import dev.gatehouse.worker.EgressRequest;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Fetches what issuers publish: their metadata (OpenID Connect Discovery 1.0, section 4; RFC 8414) and their keys. Every
 * call passes the {@link Egress} guard, and none follows a redirect. Thread-safe.
 */
@Singleton
final class IssuerDocuments {
    private static final Logger LOG = Logger.getLogger(IssuerDocuments.class);
    private static final String WELL_KNOWN = "/.well-known/openid-configuration";
    private static final int MOST_BYTES = 256 * 1024;

    private final Egress egress;
    private final EgressRequest.Limits limits;

    IssuerDocuments(Egress egress, SsoConfig config) {
        this.egress = egress;
        this.limits = new EgressRequest.Limits(config.call(), MOST_BYTES);
    }

    /** What an issuer publishes at one address. */
    sealed interface Document {
        record Read(ObjectNode content) implements Document {}

        record Missing(String cause) implements Document {}
    }

    /** The keys of the provider's issuer, as it publishes them now. */
    KeyFetch keys(IdentityProvider provider) {
        KeyFetch fetched = provider.jwksUri().map(url -> keysAt(provider, url)).orElseGet(() -> switch (metadata(
                provider)) {
            case Document.Read(var metadata) -> discovered(provider, metadata);
            case Document.Missing(String cause) -> new KeyFetch.Failed(cause);
        });
        if (fetched instanceof KeyFetch.Failed(String cause)) {
            LOG.warnf(
                    "The keys of identity provider %s of tenant %s were not fetched: %s",
                    provider.name(), provider.tenant(), cause);
        }
        return fetched;
    }

    private static String metadataUrl(String issuer) {
        return (issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer) + WELL_KNOWN;
    }

    /** Its issuer's metadata; somebody else's is nobody's (OpenID Connect Discovery 1.0, section 4.3). */
    Document metadata(IdentityProvider provider) {
        Document document = get(provider, metadataUrl(provider.issuer()));
        return document instanceof Document.Read(var metadata)
                        && !provider.issuer().equals(metadata.path("issuer").textValue())
                ? new Document.Missing("issuer_mismatch")
                : document;
    }

    private KeyFetch discovered(IdentityProvider provider, ObjectNode metadata) {
        return Optional.ofNullable(metadata.path("jwks_uri").textValue())
                .map(url -> keysAt(provider, url))
                .orElseGet(() -> new KeyFetch.Failed("metadata_malformed"));
    }

    private KeyFetch keysAt(IdentityProvider provider, String url) {
        return switch (get(provider, url)) {
            case Document.Read(var set) ->
                KeySet.of(set)
                        .<KeyFetch>map(KeyFetch.Fetched::new)
                        .orElseGet(() -> new KeyFetch.Failed("keys_malformed"));
            case Document.Missing(String cause) -> new KeyFetch.Failed(cause);
        };
    }

    private Document get(IdentityProvider provider, String url) {
        return switch (egress.send(provider.tenant(), EgressRequest.json(url, limits))) {
            case EgressAnswer.Answered answered
            when answered.status() == 200 ->
                StrictDocument.read(answered.body())
                        .<Document>map(Document.Read::new)
                        .orElseGet(() -> new Document.Missing("document_malformed"));
            case EgressAnswer.Answered _ -> new Document.Missing("document_refused");
            case EgressAnswer.Refused(String code) -> new Document.Missing(code);
            case EgressAnswer.Failed(String code) -> new Document.Missing(code);
        };
    }
}
