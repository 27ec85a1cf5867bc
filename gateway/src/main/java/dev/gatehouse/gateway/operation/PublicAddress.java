package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Locale;

/**
 * Where browsers, identity providers and tokens' readers find this gateway. It comes from the configuration and never from a
 * request, whose {@code Host} is the caller's to choose. Immutable.
 */
@Singleton
@Startup
public final class PublicAddress {
    private static final String PROPERTY = "gatehouse.public-url (GATEHOUSE_PUBLIC_URL)";

    private final String base;

    PublicAddress(GatehouseConfig config, TlsConfig tls) {
        this.base = config.publicUrl()
                .map(PublicAddress::checked)
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

    /** The address of a path, which begins with a slash. */
    public String of(String path) {
        return base + path;
    }

    /**
     * Whether the text is this address, or one below it, in any case of its letters. One that merely begins with the same
     * letters, such as another port, is not.
     */
    public boolean isOurs(String text) {
        String own = base.toLowerCase(Locale.ROOT);
        String other = text.toLowerCase(Locale.ROOT);
        return other.equals(own) || (other.startsWith(own) && "/?#".indexOf(other.charAt(own.length())) >= 0);
    }
}
