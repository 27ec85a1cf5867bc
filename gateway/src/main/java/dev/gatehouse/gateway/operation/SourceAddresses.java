package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.key.StartRefused;
import dev.gatehouse.observability.AddressBlock;
import io.quarkus.runtime.Startup;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * The one place that says where a request came from: whoever connected, or behind trusted proxies the last hop that is none
 * of them. What stands before that hop in the header is the client's own word and is not read, which Quarkus' forwarding
 * would: it takes the first entry. Immutable.
 */
@Singleton
@Startup
public final class SourceAddresses {
    private final List<AddressBlock> trusted;
    private final ProxyConfig.Header header;

    SourceAddresses(ProxyConfig config) {
        this.trusted = config.trusted().orElse(List.of()).stream()
                .map(SourceAddresses::network)
                .toList();
        this.header = config.header();
    }

    private static AddressBlock network(String text) {
        try {
            return AddressBlock.of(text);
        } catch (IllegalArgumentException malformed) {
            throw new StartRefused("gatehouse.proxy.trusted: " + malformed.getMessage() + ": " + text, malformed);
        }
    }

    public SourceAddress of(HttpServerRequest request) {
        var remote = request.remoteAddress();
        String host = remote == null ? null : remote.hostAddress();
        return of(host == null ? "" : host, request.headers());
    }

    SourceAddress of(String peer, MultiMap headers) {
        String source = peer;
        List<String> hops = trusted.isEmpty() ? List.of() : ForwardedHops.of(headers, header);
        for (String hop : hops.reversed()) {
            if (!isTrusted(source) || address(hop).isEmpty()) {
                break;
            }
            source = hop;
        }
        return new SourceAddress(source);
    }

    private boolean isTrusted(String literal) {
        return address(literal)
                .filter(address -> trusted.stream().anyMatch(block -> block.contains(address)))
                .isPresent();
    }

    private static Optional<InetAddress> address(String literal) {
        try {
            return Optional.of(InetAddress.ofLiteral(literal));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
