package dev.gatehouse.gateway.egress;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whom the gateway may call at addresses that tenants write down: public ones by HTTPS at port 443, and as said here. */
@ConfigMapping(prefix = "gatehouse.egress")
public interface EgressConfig {
    /** The hosts that may be called and no others, as `idp.example.com` or `*.example.com`, with `:PORT` or `:*` for other ports than 443. */
    Optional<List<String>> hosts();

    /** Networks that may be called although they are not public, as `10.20.0.0/16`, with `:PORT` or `:*` for other ports than 443. */
    Optional<List<String>> networks();

    /** The PEM file of those who may have issued the certificates of whom is called, in place of those that Java trusts. */
    Optional<Path> caFile();

    /** Whether loopback addresses may be called without TLS, where a network allows them. */
    @WithDefault("false")
    boolean unsafePlainHttp();
}
