package dev.gatehouse.gateway.issuer;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.gateway.operation.TlsConfig;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Optional;

/**
 * The addresses under which tenants' issuers are known: each tenant has one of its own. They come from the configuration
 * and never from a request, whose {@code Host} is the caller's to choose. Immutable.
 */
@Singleton
@Startup
public final class Issuers {
    private static final String PROPERTY = "gatehouse.public-url (GATEHOUSE_PUBLIC_URL)";
    private static final String PATH = "/oidc/";

    private final String base;

    Issuers(GatehouseConfig config, TlsConfig tls) {
        this.base = config.publicUrl()
                .map(Issuers::checked)
                .orElseGet(() -> (tls.certificateFile().isPresent() ? "https" : "http") + "://" + config.host() + ":"
                        + config.port());
    }

    private static String checked(URI url) {
        boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
        boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        if (!web || !bare || url.getHost() == null || url.toString().endsWith("/")) {
            throw new StartRefused(
                    PROPERTY + ": an http(s) URL without a slash at the end, a query or a fragment: " + url);
        }
        return url.toString();
    }

    /** The {@code iss} of the tenant's tokens. */
    public String issuer(String tenant) {
        return base + PATH + tenant;
    }

    /** Where the tenant's tokens are made. */
    public String tokenEndpoint(String tenant) {
        return issuer(tenant) + "/token";
    }

    /** Where the keys are that sign them. */
    public String keys(String tenant) {
        return issuer(tenant) + "/keys";
    }

    /** The {@code aud} of the tenant's tokens: its part of our API. */
    public String api(String tenant) {
        return base + "/api/v1/" + tenant;
    }

    /** The tenant, there or not, whose issuer it is letter by letter. */
    public Optional<String> tenant(String issuer) {
        return issuer.startsWith(base + PATH)
                ? Optional.of(issuer.substring(base.length() + PATH.length()))
                : Optional.empty();
    }
}
