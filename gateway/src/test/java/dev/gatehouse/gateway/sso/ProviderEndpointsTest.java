package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.ProviderEndpoints.Lookup;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import dev.gatehouse.worker.HostLookup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Issuers that are asked where people log in, one that hangs and others. */
@Timeout(60)
class ProviderEndpointsTest {
    private static final EgressPolicy LOOPBACK = EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), true);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T12:00:00Z"));
    private ProviderEndpoints endpoints;

    @BeforeEach
    void allowLoopback() throws NoSuchAlgorithmException {
        var egress = new Egress(LOOPBACK, HostLookup.SYSTEM, SSLContext.getDefault());
        endpoints = new ProviderEndpoints(new IssuerDocuments(egress, new SsoSettings()), now::get, new SsoSettings());
    }

    private static IdentityProvider provider(int number, String issuer) {
        return new IdentityProvider(
                "tenant-" + number,
                new UUID(1, number),
                "corp-" + number,
                1,
                issuer,
                "gatehouse",
                List.of(SigningAlgorithm.ES256),
                Optional.empty(),
                "sub",
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of("browser"),
                List.of());
    }

    private static ServerSocket hanging() throws IOException {
        return new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    private static String at(ServerSocket server) {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    @Test
    void areAskedForOnceAndAgainWhenTheyAreOld() throws IOException {
        try (var issuer = new FakeIssuer()) {
            IdentityProvider provider = provider(1, issuer.issuer());
            assertThat(endpoints.of(provider)).isInstanceOf(Lookup.Found.class);
            issuer.publishMetadata("https://somebody.else", issuer.jwksUri());

            assertThat(endpoints.of(provider)).isInstanceOf(Lookup.Found.class);
            now.updateAndGet(then -> then.plus(Duration.ofMinutes(10)));
            assertThat(endpoints.of(provider)).isEqualTo(new Lookup.Unavailable("issuer_mismatch"));
            issuer.publishMetadata(issuer.issuer(), issuer.jwksUri());
            assertThat(endpoints.of(provider)).isEqualTo(new Lookup.Unavailable("issuer_mismatch"));
            now.updateAndGet(then -> then.plus(Duration.ofSeconds(10)));
            assertThat(endpoints.of(provider)).isInstanceOf(Lookup.Found.class);
        }
    }

    @Test
    void oneThatHangsKeepsNobodyFromAnothers() throws IOException {
        try (ServerSocket slow = hanging();
                var issuer = new FakeIssuer()) {
            Thread asking = Thread.startVirtualThread(() -> endpoints.of(provider(0, at(slow))));
            try (Socket taken = slow.accept()) {
                for (int number = 1; number <= 200; number++) {
                    assertThat(endpoints.of(provider(number, issuer.issuer()))).isInstanceOf(Lookup.Found.class);
                }
                assertThat(taken.isConnected() && asking.isAlive()).isTrue();
            }
        }
    }

    @Test
    void onlySoManyWaitForOneThatHangs() throws Exception {
        try (ServerSocket slow = hanging();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new LinkedBlockingQueue<Lookup>();
            for (int i = 0; i < 300; i++) {
                threads.execute(() -> answers.add(endpoints.of(provider(0, at(slow)))));
            }
            try (Socket _ = slow.accept()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(answers.take()).isEqualTo(new Lookup.Unavailable("too_many_waiting"));
                }
            }
        }
    }
}
