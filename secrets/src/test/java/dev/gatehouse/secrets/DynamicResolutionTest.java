package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.SessionKeys;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DynamicResolutionTest {
    private static final ExecutionId RUN = new ExecutionId(new UUID(9, 9));
    private static final EnvelopeContext HERE = new EnvelopeContext("acme", RUN, 1, 4, new UUID(5, 5));
    private static final SecretReference NAME = embedded("acme", "username");
    private static final SecretReference PASSWORD = embedded("acme", "password");

    private final Acme acme = new Acme();
    private final SessionKeys worker = SessionKeys.generate();
    private final List<String> calls = new ArrayList<>();

    @Test
    void issuesOnceForAllSecretsOfAPathAndOnlyWhatWasOpenedBefore() {
        var store = new Engine(new OpenAnswer.Opened("accessor", value("token")));
        var resolver = resolver(store, OnUnavailable.WAIT);
        var permit = acme.toStart(RUN, List.of(NAME, PASSWORD));

        var prepared = ((Opening.Opened) resolver.open(permit, Duration.ofHours(1))).secrets();
        assertThat(prepared.accessors()).containsExactly(Map.entry("db", new LeaseAccessor("here", "accessor")));
        assertThat(calls).containsExactly("open PT1H");

        var sealed = (Resolution.Sealed) resolver.resolve(permit, target(), prepared);
        assertThat(calls).containsExactly("open PT1H", "issue creds with token");
        assertThat(sealed.references()).extracting(ResolvedReference::lease).containsOnly(Optional.of("lease-1"));
        assertThat(SealedEnvelope.open(worker, HERE, sealed.envelope()))
                .containsOnlyKeys("acme/username", "acme/password");

        resolver.resolve(permit, target(), prepared);
        assertThat(calls).last().isEqualTo("issue creds with token");
        assertThat(calls).hasSize(3);
    }

    @Test
    void issuesNothingWithoutAToken() {
        var resolver = resolver(new Engine(new OpenAnswer.Forbidden()), OnUnavailable.WAIT);

        var nothing =
                new PreparedSecrets(Map.of(NAME, new SecretLocation("db", "creds", SecretLocation.VALUE)), Map.of());
        assertThat(resolver.resolve(acme.toStart(RUN, List.of(NAME)), target(), nothing))
                .isEqualTo(new Resolution.Failed(NAME, "secret_missing"));
        assertThat(calls).isEmpty();
    }

    @Test
    void saysWhyNothingIsOpened() {
        var permit = acme.toStart(RUN, List.of(NAME));
        var away = new Engine(new OpenAnswer.Unavailable("timeout"));

        assertThat(resolver(new Engine(new OpenAnswer.Forbidden()), OnUnavailable.WAIT)
                        .open(permit, Duration.ZERO))
                .isEqualTo(new Opening.Ended(new Resolution.Failed(NAME, "secret_forbidden")));
        assertThat(resolver(away, OnUnavailable.WAIT).open(permit, Duration.ZERO))
                .isEqualTo(new Opening.Ended(new Resolution.Unavailable("timeout")));
        assertThat(resolver(away, OnUnavailable.FAIL).open(permit, Duration.ZERO))
                .isEqualTo(new Opening.Ended(new Resolution.Failed(NAME, "secret_unavailable")));
    }

    @Test
    void endsWhatItOpenedWhereAnotherStoreRefuses() {
        var opening = resolver(new Narrow(), OnUnavailable.WAIT)
                .open(acme.toStart(RUN, List.of(NAME, PASSWORD)), Duration.ofHours(1));

        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.Ended.class,
                        ended -> assertThat(ended.resolution()).isInstanceOf(Resolution.Failed.class));
        assertThat(calls).containsExactly("open PT1H", "open PT1H", "revoke accessor");
    }

    @Test
    void endsWhatItOpenedWhereAnotherStoreFailsInAWayThatNobodyForesaw() {
        var broken = new Narrow() {
            @Override
            public OpenAnswer open(String tenant, Duration longest) {
                if (super.open(tenant, longest) instanceof OpenAnswer.Opened opened) {
                    return opened;
                }
                throw new IllegalStateException("broken");
            }
        };

        assertThatThrownBy(() -> resolver(broken, OnUnavailable.WAIT)
                        .open(acme.toStart(RUN, List.of(NAME, PASSWORD)), Duration.ofHours(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(calls).containsExactly("open PT1H", "open PT1H", "revoke accessor");
    }

    private SealTarget target() {
        return new SealTarget(Base64.getUrlDecoder().decode(worker.publicKey()), HERE);
    }

    private static SecretReference embedded(String namespace, String name) {
        return new SecretReference("embedded", new Namespace(namespace), name);
    }

    private SecretResolver resolver(LeasingStore store, OnUnavailable away) {
        return new SecretResolver(
                (_, references) -> references.stream()
                        .collect(Collectors.toMap(
                                each -> each,
                                each -> new SecretLocation(
                                        store instanceof Narrow ? each.name() : "db", "creds", each.name()))),
                (_, _) -> Optional.of(
                        new DeclaredStore("1", store, PathRules.ALL, away, Duration.ofHours(1), Duration.ZERO)),
                MasterKey.ofProcess(new SecureRandom()));
    }

    private static SecretValue value(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }

    private class Engine implements LeasingStore {
        private final OpenAnswer opening;

        Engine(OpenAnswer opening) {
            this.opening = opening;
        }

        @Override
        public String server() {
            return "here";
        }

        @Override
        public boolean issues(String path) {
            return true;
        }

        @Override
        public StoreAnswer read(String tenant, String path) {
            return new StoreAnswer.Missing(StoreAnswer.Part.PATH);
        }

        @Override
        public OpenAnswer open(String tenant, Duration longest) {
            calls.add("open " + longest);
            return opening;
        }

        @Override
        public IssueAnswer issue(SecretValue token, String path) {
            calls.add("issue " + path + " with " + token.expose(clear -> new String(clear, StandardCharsets.UTF_8)));
            return new IssueAnswer.Issued(
                    Map.of("username", value("v-root-1"), "password", value("correct horse")),
                    "lease-1",
                    Duration.ofMinutes(5),
                    true);
        }

        @Override
        public RenewAnswer renew(String accessor, String lease, Duration ttl) {
            return new RenewAnswer.Gone();
        }

        @Override
        public RevokeAnswer revoke(String accessor, List<String> leases) {
            calls.add("revoke " + accessor);
            return new RevokeAnswer.Revoked();
        }
    }

    /** Stands for all stores, and lets one token be opened. */
    private class Narrow extends Engine {
        Narrow() {
            super(new OpenAnswer.Opened("accessor", value("token")));
        }

        @Override
        public OpenAnswer open(String tenant, Duration longest) {
            OpenAnswer first = super.open(tenant, longest);
            return calls.size() == 1 ? first : new OpenAnswer.Forbidden();
        }
    }
}
