package dev.gatehouse.gateway.login;

import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import java.util.Set;

/** Where browsers find this gateway: as the configuration says, else as the request names it. */
@Startup
@Singleton
final class PublicAddress {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Optional<String> configured;

    PublicAddress(LoginConfig config) {
        this.configured = config.url().map(PublicAddress::origin);
    }

    private static String origin(URI url) {
        boolean plain = url.getScheme() != null
                && SCHEMES.contains(url.getScheme())
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        if (!plain) {
            throw new StartRefused(
                    "gatehouse.login.url is an address without a path, as https://gatehouse.example.com");
        }
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    /** Scheme, host and port. */
    String origin(UriInfo request) {
        URI named = request.getBaseUri();
        return configured.orElseGet(() -> named.getScheme() + "://" + named.getRawAuthority());
    }

    /** Where the provider sends browsers back to; one for each provider, so that no answer is taken for another's. */
    String callback(UriInfo request, String tenant, String provider) {
        return origin(request) + "/login/" + tenant + "/" + provider + "/callback";
    }
}
