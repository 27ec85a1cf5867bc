package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.GatehouseConfig;
import dev.gatehouse.gateway.key.StartRefused;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.net.URI;

/**
 * Where browsers, identity providers and tokens' readers find this gateway. It comes from the configuration and never from a
 * request, whose {@code Host} is the caller's to choose. Immutable.
 */
@Singleton
@Startup
public final class PublicAddress {
    private static final String PROPERTY = "gatehouse.public-url (GATEHOUSE_PUBLIC_URL)";

    private final String base;
    private final LenientAddress own;

    PublicAddress(GatehouseConfig config, TlsConfig tls) {
        this.base = config.publicUrl()
                .map(PublicAddress::checked)
                .orElseGet(() -> (tls.certificateFile().isPresent() ? "https" : "http") + "://" + host(config) + ":"
                        + config.port());
        this.own = LenientAddress.of(base)
                .orElseThrow(() -> new StartRefused("gatehouse.host (GATEHOUSE_HOST): no name or address: " + base));
    }

    private static String host(GatehouseConfig config) {
        return config.host().contains(":") ? "[" + config.host() + "]" : config.host();
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
     * Whether whoever reads the text leniently comes to this address, or to one below it: host and port count, in each of
     * their spellings. Another port is another address; no name is looked up.
     */
    public boolean isOurs(String text) {
        return LenientAddress.of(text).filter(read -> read.isWithin(own)).isPresent();
    }
}
