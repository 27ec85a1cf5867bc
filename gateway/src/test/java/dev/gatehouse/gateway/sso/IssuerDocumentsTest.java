package dev.gatehouse.gateway.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.worker.Egress;
import dev.gatehouse.worker.EgressPolicy;
import dev.gatehouse.worker.HostLookup;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IssuerDocumentsTest {
    static final EgressPolicy LOOPBACK = EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), true);

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

    private static KeyFetch fetched(IdentityProvider provider) throws NoSuchAlgorithmException {
        return fetched(provider, LOOPBACK);
    }

    private static KeyFetch fetched(IdentityProvider provider, EgressPolicy policy) throws NoSuchAlgorithmException {
        var egress = new Egress(policy, HostLookup.SYSTEM, SSLContext.getDefault());
        return new IssuerDocuments(egress, new SsoSettings()).keys(provider);
    }

    private IdentityProvider discovered() {
        return provider(issuer.issuer(), Optional.empty());
    }

    private IdentityProvider direct() {
        return provider(issuer.issuer(), Optional.of(issuer.jwksUri()));
    }

    private static IdentityProvider provider(String issuer, Optional<String> jwksUri) {
        return new IdentityProvider(
                "acme",
                new UUID(1, 1),
                "corp",
                1,
                issuer,
                "gatehouse",
                List.of(SigningAlgorithm.ES256),
                jwksUri,
                "sub",
                Optional.empty(),
                true,
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static void hasKey(KeyFetch fetched) {
        assertThat(fetched)
                .isInstanceOfSatisfying(
                        KeyFetch.Fetched.class, keys -> assertThat(keys.keys()).containsOnlyKeys("k1"));
    }

    private static void failed(KeyFetch fetched, String cause) {
        assertThat(fetched).isEqualTo(new KeyFetch.Failed(cause));
    }

    @Test
    void asksWhereItIsTold() throws Exception {
        hasKey(fetched(direct()));
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void asksWhereTheMetadataSays() throws Exception {
        hasKey(fetched(discovered()));
        hasKey(fetched(provider(issuer.issuer(), Optional.empty())));
        assertThat(issuer.asked()).isEqualTo(4);
    }

    @Test
    void metadataOfAnotherIssuerIsNobodys() throws Exception {
        issuer.publishMetadata("https://evil.example", issuer.jwksUri());

        failed(fetched(discovered()), "issuer_mismatch");
        // With a slash behind it, it is another issuer.
        issuer.publishMetadata(issuer.issuer() + "/", issuer.jwksUri());
        failed(fetched(discovered()), "issuer_mismatch");
    }

    @Test
    void metadataPointsToNoPlaceThatTheGuardForbids() throws Exception {
        issuer.publishMetadata(issuer.issuer(), "http://169.254.169.254/latest/meta-data/");
        failed(fetched(discovered()), "scheme_forbidden");

        issuer.publishMetadata(issuer.issuer(), "https://169.254.169.254/latest/meta-data/");
        failed(fetched(discovered()), "address_forbidden");

        issuer.publishMetadata(issuer.issuer(), "file:///etc/passwd");
        failed(fetched(discovered()), "scheme_forbidden");
    }

    @Test
    void metadataWithoutAPlaceOfKeysIsNone() throws Exception {
        issuer.answerForMetadata(200, "{\"issuer\":\"" + issuer.issuer() + "\"}");

        failed(fetched(discovered()), "metadata_malformed");
    }

    @Test
    void redirectsAreNotFollowed() throws Exception {
        issuer.answerForKeys(302, issuer.origin() + "/elsewhere");
        issuer.answer("/elsewhere", 200, "{\"keys\":[]}");

        failed(fetched(direct()), "document_refused");
        assertThat(issuer.asked()).isEqualTo(1);
    }

    @Test
    void plainHttpTakesTheOperatorsWord() throws Exception {
        var safe = EgressPolicy.of(List.of(), List.of("127.0.0.0/8:*"), false);

        failed(fetched(direct(), safe), "scheme_forbidden");
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void whatIsNotTheDocumentIsNone() throws Exception {
        issuer.answerForKeys(500, "{\"keys\":[]}");
        failed(fetched(direct()), "document_refused");
        issuer.answerForKeys(200, "<html>");
        failed(fetched(direct()), "document_malformed");
        issuer.answerForKeys(200, "{\"keys\":[],\"keys\":[]}");
        failed(fetched(direct()), "document_malformed");
        issuer.answerForKeys(200, "{\"keys\":1}");
        failed(fetched(direct()), "keys_malformed");
        issuer.answerForKeys(200, "{\"keys\":[],\"x\":\"" + "a".repeat(256 * 1024) + "\"}");
        failed(fetched(direct()), "answer_too_large");
    }

    @Test
    void anIssuerThatIsAwayIsSaidToBe() throws Exception {
        var gone = discovered();
        issuer.close();

        failed(fetched(gone), "unreachable");
    }
}
