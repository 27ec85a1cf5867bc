package dev.gatehouse.gateway.operation;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Gives new connections the certificate that lies in the files. What cannot be used there is refused, said once and on
 * the readiness page, and the certificate before stays; connections that are open keep theirs.
 */
@Singleton
final class CertificateReload {
    private static final Logger LOG = Logger.getLogger(CertificateReload.class);

    private final TlsConfig config;
    private final TlsConfigurationRegistry registry;
    private final Event<CertificateUpdatedEvent> updated;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Optional<String> refusal = Optional.empty();
    private String seen = "";

    CertificateReload(
            TlsConfig config,
            TlsConfigurationRegistry registry,
            Event<CertificateUpdatedEvent> updated,
            InstantSource clock) {
        this.config = config;
        this.registry = registry;
        this.updated = updated;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("certificate-reload").unstarted(this::run);
    }

    void start(@Observes StartupEvent event) throws IOException {
        Optional<KeyPairFiles> files = files();
        if (files.isPresent()) {
            seen = files.get().read().digest();
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        running = false;
        LockSupport.unpark(thread);
    }

    /** Why the files' present content is not what the doors show; nothing where it is. */
    Optional<String> refusal() {
        return refusal;
    }

    private Optional<KeyPairFiles> files() {
        return config.certificateFile()
                .flatMap(certificate -> config.keyFile()
                        .map(key -> new KeyPairFiles(certificate.toAbsolutePath(), key.toAbsolutePath())));
    }

    private void run() {
        while (running) {
            LockSupport.parkNanos(config.reload().toNanos());
            if (running) {
                files().ifPresent(this::look);
            }
        }
    }

    private void look(KeyPairFiles files) {
        try {
            KeyPairFiles.Content content = files.read();
            if (content.digest().equals(seen)) {
                refusal = Optional.empty();
                return;
            }
            KeyPairFiles.checked(content, clock.instant());
            TlsConfiguration doors = registry.get(Doors.NAME).orElseThrow();
            if (!doors.reload()) {
                refuse("it could not be loaded");
                return;
            }
            updated.fire(new CertificateUpdatedEvent(Doors.NAME, doors));
            seen = content.digest();
            refusal = Optional.empty();
            LOG.info("The doors have a new certificate");
        } catch (IOException unreadable) {
            refuse("the files cannot be read");
        } catch (KeyPairFiles.Unusable unusable) {
            refuse(String.valueOf(unusable.getMessage()));
        } catch (RuntimeException fault) {
            LOG.error("The certificate could not be replaced and is tried again", fault);
        }
    }

    /** Two files are not replaced at one moment: what is refused is looked at again, and told when its reason is new. */
    private void refuse(String reason) {
        if (!refusal.equals(Optional.of(reason))) {
            LOG.errorf("The new certificate is refused and the one before stays: %s", reason);
        }
        refusal = Optional.of(reason);
    }
}
