package dev.gatehouse.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.secrets.StoreAnswer.Part;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.EnvelopeRefused;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.SessionKeys;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretResolverTest {
    private static final ExecutionId RUN = new ExecutionId(new UUID(9, 9));
    private static final EnvelopeContext HERE = new EnvelopeContext("acme", RUN, 1, 4, new UUID(5, 5));
    private static final SecretReference DB = embedded("acme.data", "db");
    private static final SecretReference API = embedded("acme", "api");

    private final Acme acme = new Acme();
    private final RowsInMemory rows = new RowsInMemory();
    private final SessionKeys worker = SessionKeys.generate();

    @TempDir
    Path folder;

    private EmbeddedStore store;

    @BeforeEach
    void openStore() {
        store = SecretStores.embedded(MasterKey.create(folder.resolve("master.key"), new SecureRandom()), rows);
    }

    @Test
    void sealsEverySecretOfThePermitIntoOneEnvelopeForTheWorker() {
        write("acme.data", "db", "correct horse");
        write("acme", "api", "battery staple");

        var resolution = resolver().resolve(acme.toStart(RUN, List.of(DB, API)), target(HERE));

        assertThat(resolution).isInstanceOfSatisfying(Resolution.Sealed.class, envelope -> {
            assertThat(envelope.references())
                    .containsExactly(resolved(DB, "acme/acme.data/db"), resolved(API, "acme/acme/api"));
            var opened = SealedEnvelope.open(worker, HERE, envelope.envelope());
            assertThat(opened).containsOnlyKeys("acme.data/db", "acme/api");
            assertThat(opened.get("acme.data/db").expose(SecretResolverTest::text))
                    .isEqualTo("correct horse");
            assertThat(opened.get("acme/api").expose(SecretResolverTest::text)).isEqualTo("battery staple");
        });
    }

    @Test
    void sealsForNobodyButTheSessionAndTheClaimOfTheTarget() {
        write("acme.data", "db", "correct horse");

        var resolution = resolver().resolve(acme.toStart(RUN, List.of(DB)), target(HERE));

        byte[] envelope = ((Resolution.Sealed) resolution).envelope();
        var nextClaim = new EnvelopeContext("acme", RUN, 1, 5, new UUID(5, 5));
        assertThatThrownBy(() -> SealedEnvelope.open(worker, nextClaim, envelope))
                .isInstanceOf(EnvelopeRefused.class);
        assertThatThrownBy(() -> SealedEnvelope.open(SessionKeys.generate(), HERE, envelope))
                .isInstanceOf(EnvelopeRefused.class);
    }

    @Test
    void saysWhichSecretHasNoValue() {
        write("acme.data", "db", "correct horse");

        var resolution = resolver().resolve(acme.toStart(RUN, List.of(DB, API)), target(HERE));

        assertThat(resolution).isEqualTo(new Resolution.Failed(API, "secret_missing"));
    }

    @Test
    void aSecretOfAnUnknownStoreIsMissing() {
        var elsewhere = new SecretReference("vault", new Namespace("acme.data"), "db");

        var resolution = resolver().resolve(acme.toStart(RUN, List.of(elsewhere)), target(HERE));

        assertThat(resolution).isEqualTo(new Resolution.Failed(elsewhere, "secret_missing"));
    }

    @Test
    void aStoreThatIsAwayIsUnavailableAndNeverMissing() {
        rows.goAway();

        var resolution = resolver().resolve(acme.toStart(RUN, List.of(DB)), target(HERE));

        assertThat(resolution).isEqualTo(new Resolution.Unavailable("store_unavailable"));
    }

    @Test
    void aRowThatWasMovedFromAnotherSecretOrVersionIsNotReadable() {
        var value = store.seal(acme.toWrite("acme", "api"), 1, value("battery staple"));
        rows.put("acme", "acme.data", "db", value);
        rows.put("acme", "acme", "api", new SealedValue(2, value.sealed()));

        assertThat(resolver().resolve(acme.toStart(RUN, List.of(DB)), target(HERE)))
                .isEqualTo(new Resolution.Unavailable("value_unreadable"));
        assertThat(resolver().resolve(acme.toStart(RUN, List.of(API)), target(HERE)))
                .isEqualTo(new Resolution.Unavailable("value_unreadable"));
    }

    @Test
    void wipesEveryValueWhateverTheOutcome() {
        var lent = new ArrayList<SecretValue>();
        SecretStore remembering = (_, path) -> {
            if (path.equals("acme/acme/api")) {
                return new StoreAnswer.Missing(Part.PATH);
            }
            lent.add(value("correct horse"));
            return found("value", lent.getLast());
        };
        var resolver = resolver(SecretResolverTest::places, remembering);

        resolver.resolve(acme.toStart(RUN, List.of(DB)), target(HERE));
        resolver.resolve(acme.toStart(RUN, List.of(DB, API)), target(HERE));

        assertThat(lent)
                .hasSize(2)
                .allSatisfy(value -> assertThatThrownBy(() -> value.expose(SecretResolverTest::text))
                        .isInstanceOf(IllegalStateException.class));
    }

    @Test
    void readsAPathOnceForAllTheSecretsThatLieThere() {
        var asked = new ArrayList<String>();
        SecretStore vault = (_, path) -> {
            asked.add(path);
            return new StoreAnswer.Found(
                    Map.of("user", value("reporting"), "password", value("correct horse")), Optional.of("7"));
        };
        Map<SecretReference, SecretLocation> places = Map.of(
                DB, new SecretLocation("vault", "kv/acme/db", "password"),
                API, new SecretLocation("vault", "kv/acme/db", "user"));

        var resolution = resolver((_, _) -> places, vault).resolve(acme.toStart(RUN, List.of(DB, API)), target(HERE));

        assertThat(asked).containsExactly("kv/acme/db");
        assertThat(resolution).isInstanceOfSatisfying(Resolution.Sealed.class, envelope -> {
            var opened = SealedEnvelope.open(worker, HERE, envelope.envelope());
            assertThat(opened.get("acme.data/db").expose(SecretResolverTest::text))
                    .isEqualTo("correct horse");
            assertThat(opened.get("acme/api").expose(SecretResolverTest::text)).isEqualTo("reporting");
            assertThat(envelope.references())
                    .extracting(each -> each.location() + "@" + each.version().orElseThrow())
                    .containsExactly("vault/kv/acme/db#password@7", "vault/kv/acme/db#user@7");
        });
    }

    @Test
    void aSecretThatNobodyDeclaresOrWhoseKeyIsNotThereIsMissing() {
        SecretStore vault = (_, _) -> found("other", value("correct horse"));

        assertThat(resolver((_, _) -> Map.of(), vault).resolve(acme.toStart(RUN, List.of(DB)), target(HERE)))
                .isEqualTo(new Resolution.Failed(DB, "secret_missing"));
        assertThat(resolver(SecretResolverTest::places, vault).resolve(acme.toStart(RUN, List.of(DB)), target(HERE)))
                .isEqualTo(new Resolution.Failed(DB, "secret_key_missing"));
    }

    @Test
    void whatTheStoreForbidsOrNoJobGetsIsNoSecret() {
        assertThat(answering(new StoreAnswer.Forbidden())).isEqualTo(new Resolution.Failed(DB, "secret_forbidden"));
        assertThat(answering(found("value", value("1234567"))))
                .isEqualTo(new Resolution.Failed(DB, "secret_too_short"));
        assertThat(answering(found("value", SecretValue.taking(new byte[64 * 1024 + 1]))))
                .isEqualTo(new Resolution.Failed(DB, "secret_too_long"));
        assertThat(answering(found("value", SecretValue.taking(new byte[64 * 1024]))))
                .isInstanceOf(Resolution.Sealed.class);
    }

    @Test
    void aPathThatTheNamespaceMayNotNameIsForbiddenAndNobodyAsksForIt() {
        var rules = new PathRules(List.of("kv/{tenant}/"), List.of("kv/acme/{namespace}/"));
        SecretStore vault = (_, path) -> {
            assertThat(path).isEqualTo("kv/acme/acme.data/db");
            return found("value", value("correct horse"));
        };
        var store = new DeclaredStore("vault@1", vault, rules, OnUnavailable.WAIT, Duration.ZERO, Duration.ZERO);

        assertThat(lying("kv/acme/acme.data/db", store)).isInstanceOf(Resolution.Sealed.class);
        for (var elsewhere : new String[] {
            "kv/acme/acme.finance/db",
            "kv/globex/acme.data/db",
            "kv/acme/acme.data/../acme.finance/db",
            "kv/acme/acme.data"
        }) {
            assertThat(lying(elsewhere, store)).isEqualTo(new Resolution.Failed(DB, "secret_forbidden"));
        }
    }

    @Test
    void aStartFailsWithoutItsStoreWhereNobodyWantsItToWait() {
        SecretStore away = (_, _) -> new StoreAnswer.Unavailable("timeout");

        assertThat(lying("kv/db", declared(away, OnUnavailable.FAIL)))
                .isEqualTo(new Resolution.Failed(DB, "secret_unavailable"));
        assertThat(lying("kv/db", declared(away, OnUnavailable.WAIT))).isEqualTo(new Resolution.Unavailable("timeout"));
        assertThat(lying("kv/db", declared(away, OnUnavailable.CACHED)))
                .isEqualTo(new Resolution.Unavailable("timeout"));
    }

    @Test
    void anEmbeddedPathOfAnotherTenantLeadsNowhere() {
        write("acme.data", "db", "correct horse");

        assertThat(store.read("globex", "acme/acme.data/db")).isEqualTo(new StoreAnswer.Missing(Part.PATH));
        assertThat(store.read("acme", "acme/acme.data/db")).isInstanceOf(StoreAnswer.Found.class);
    }

    @Test
    void refusesATargetOfAnotherRunOrTenant() {
        var permit = acme.toStart(RUN, List.of(DB));
        var otherRun = new EnvelopeContext("acme", new ExecutionId(new UUID(8, 8)), 1, 4, new UUID(5, 5));
        var otherTenant = new EnvelopeContext("globex", RUN, 1, 4, new UUID(5, 5));

        assertThatThrownBy(() -> resolver().resolve(permit, target(otherRun)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> resolver().resolve(permit, target(otherTenant)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreSecretsThanAJobMayName() {
        var many = IntStream.rangeClosed(0, SecretLimits.MAX_PER_JOB)
                .mapToObj(i -> embedded("acme", "s" + i))
                .toList();

        assertThatThrownBy(() -> resolver().resolve(acme.toStart(RUN, many), target(HERE)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private SecretResolver resolver() {
        return new SecretResolver(
                SecretResolverTest::places,
                (_, name) -> name.equals("embedded")
                        ? Optional.of(DeclaredStore.plain("embedded", store))
                        : Optional.empty(),
                MasterKey.ofProcess(new SecureRandom()));
    }

    private static SecretResolver resolver(SecretLocations places, SecretStore only) {
        return new SecretResolver(
                places,
                (_, name) -> Optional.of(DeclaredStore.plain(name, only)),
                MasterKey.ofProcess(new SecureRandom()));
    }

    private static DeclaredStore declared(SecretStore store, OnUnavailable onUnavailable) {
        return new DeclaredStore("vault@1", store, PathRules.ALL, onUnavailable, Duration.ZERO, Duration.ofHours(1));
    }

    private Resolution lying(String path, DeclaredStore store) {
        Map<SecretReference, SecretLocation> places = Map.of(DB, new SecretLocation("vault", path, "value"));
        return new SecretResolver(
                        (_, _) -> places, (_, _) -> Optional.of(store), MasterKey.ofProcess(new SecureRandom()))
                .resolve(acme.toStart(RUN, List.of(DB)), target(HERE));
    }

    private Resolution answering(StoreAnswer answer) {
        return resolver(SecretResolverTest::places, (_, _) -> answer)
                .resolve(acme.toStart(RUN, List.of(DB)), target(HERE));
    }

    private static Map<SecretReference, SecretLocation> places(String tenant, Collection<SecretReference> references) {
        return references.stream()
                .collect(Collectors.toMap(
                        Function.identity(),
                        each -> new SecretLocation(each.store(), EmbeddedStore.path(tenant, each), "value")));
    }

    private static StoreAnswer found(String key, SecretValue value) {
        return new StoreAnswer.Found(Map.of(key, value), Optional.of("1"));
    }

    private static ResolvedReference resolved(SecretReference reference, String path) {
        return new ResolvedReference(
                reference, new SecretLocation("embedded", path, "value"), Optional.of("1"), Optional.empty());
    }

    private SealTarget target(EnvelopeContext context) {
        return new SealTarget(Base64.getUrlDecoder().decode(worker.publicKey()), context);
    }

    private void write(String namespace, String name, String text) {
        rows.put("acme", namespace, name, store.seal(acme.toWrite(namespace, name), 1, value(text)));
    }

    private static SecretReference embedded(String namespace, String name) {
        return new SecretReference("embedded", new Namespace(namespace), name);
    }

    private static SecretValue value(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
