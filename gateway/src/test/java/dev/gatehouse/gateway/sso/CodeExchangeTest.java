package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.sso.CodeExchange.Code;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import dev.gatehouse.worker.HostLookup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Codes that are exchanged at once, at an issuer that hangs and at one that answers. */
@Timeout(60)
class CodeExchangeTest {
    private static final EgressPolicy LOOPBACK = EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), true);

    private CodeExchange exchange;

    @BeforeEach
    void allowLoopback() throws NoSuchAlgorithmException {
        exchange =
                new CodeExchange(new Egress(LOOPBACK, HostLookup.SYSTEM, SSLContext.getDefault()), new SsoSettings());
    }

    private static Code from(int network) {
        return new Code("c-1", "v-1", "https://gatehouse.test/callback", "198.51." + network + ".0/24");
    }

    private static IdentityProvider provider(int number) {
        return new IdentityProvider(
                "acme",
                new UUID(1, number),
                "corp-" + number,
                1,
                "https://idp.example",
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

    private static IssuerEndpoints at(String url) {
        return new IssuerEndpoints(url, url, Optional.empty(), true);
    }

    @Test
    void aProviderThatHangsKeepsNobodyFromLoggingInByAnother() throws IOException {
        List<Socket> taken = new ArrayList<>();
        try (var hanging = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var answering = new FakeIssuer()) {
            IssuerEndpoints slow = at("http://127.0.0.1:" + hanging.getLocalPort() + "/codes");
            for (int i = 0; i < 12; i++) {
                int network = i;
                Thread.startVirtualThread(() -> exchange.exchange(provider(1), slow, from(network)));
                taken.add(hanging.accept());
            }

            assertThat(exchange.exchange(provider(1), slow, from(12))).isEqualTo(new CodeOutcome.Busy());
            answering.answerCodesWith("an ID token");
            assertThat(exchange.exchange(provider(2), at(answering.codes()), from(0)))
                    .isEqualTo(new CodeOutcome.Exchanged("an ID token"));

            for (Socket each : taken) {
                each.close();
            }
        }
    }
}
