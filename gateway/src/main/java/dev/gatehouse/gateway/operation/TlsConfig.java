package dev.gatehouse.gateway.operation;

import dev.gatehouse.gateway.Allowed;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The certificate of the doors; with it they speak HTTPS (TLS 1.2 or newer) and nothing else. */
@ConfigMapping(prefix = "gatehouse.tls")
public interface TlsConfig {
    /** The PEM file with the certificate, and behind it those between it and its root. */
    Optional<Path> certificateFile();

    /** The PEM file with the certificate's private key. */
    Optional<Path> keyFile();

    /** How often both files are looked at; new connections get a changed certificate. */
    @Allowed(least = "PT0.1S", most = "PT1H")
    @WithDefault("PT10S")
    Duration reload();
}
