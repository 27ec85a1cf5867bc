package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.GatehouseConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;

/** Addresses of gateways that nobody starts. */
public final class TestAddress {
    private TestAddress() {}

    /** That of a gateway whose public address is this. */
    public static PublicAddress of(String url) {
        return of(Map.of("gatehouse.public-url", url));
    }

    static PublicAddress of(Map<String, String> set) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(GatehouseConfig.class)
                .withMapping(TlsConfig.class)
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .withValidateUnknown(false)
                .build();
        return new PublicAddress(
                config.getConfigMapping(GatehouseConfig.class), config.getConfigMapping(TlsConfig.class));
    }
}
