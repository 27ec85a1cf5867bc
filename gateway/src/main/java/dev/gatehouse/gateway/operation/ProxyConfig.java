package dev.gatehouse.gateway.operation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** Which proxies in front of the doors are believed about where a request came from. */
@ConfigMapping(prefix = "gatehouse.proxy")
public interface ProxyConfig {
    /** The networks of the proxies that are believed, as `10.0.0.5/32` or `fd00:1::/64`; without any, a request comes from whoever connects. */
    Optional<List<String>> trusted();

    /** The header that those proxies append to: the one that they all write, for the other one may be the client's own. */
    @WithDefault("x-forwarded-for")
    Header header();

    /** A header in which proxies say for whom they forward: the usual one, or that of RFC 7239. */
    enum Header {
        X_FORWARDED_FOR,
        FORWARDED
    }
}
