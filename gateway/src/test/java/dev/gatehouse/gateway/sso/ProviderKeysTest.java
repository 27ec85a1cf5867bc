package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.operation.TestAddress;
import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.HostLookup;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProviderKeysTest {
    private FakeIssuer issuer;

    @BeforeEach
    void publishOneKey() throws IOException {
        issuer = new FakeIssuer();
        issuer.publish(
                TokenForge.jwk("k1", TokenForge.pair(SigningAlgorithm.ES256).getPublic()));
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private KeyLookup found(String gateway) throws NoSuchAlgorithmException {
        var egress = new Egress(IssuerDocumentsTest.LOOPBACK, HostLookup.SYSTEM, SSLContext.getDefault());
        var keys = new ProviderKeys(
                new IssuerDocuments(egress, new SsoSettings()),
                TestAddress.of(gateway),
                Instant::now,
                new SsoSettings());
        return keys.find(VerifierStage.provider("acme", issuer.issuer(), true), "k1", KeySource.ISSUER);
    }

    @Test
    void asksAnIssuerThatTheTenantDeclares() throws NoSuchAlgorithmException {
        assertThat(found("https://gatehouse.test")).isInstanceOf(KeyLookup.Found.class);
    }

    @Test
    void hasNoKeysOfAnIssuerOfThisGatewaysOwn() throws NoSuchAlgorithmException {
        assertThat(found(issuer.issuer())).isInstanceOf(KeyLookup.Unknown.class);
    }
}
