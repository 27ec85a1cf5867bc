package dev.gatehouse.secrets;

import dev.gatehouse.observability.ExecutionId;
import dev.gatehouse.policy.Namespace;
import dev.gatehouse.policy.SecretReference;
import dev.gatehouse.policy.StartPermit;
import dev.gatehouse.worker.EnvelopeContext;
import dev.gatehouse.worker.SealedEnvelope;
import dev.gatehouse.worker.SecretValue;
import dev.gatehouse.worker.SessionKeys;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A process that measures what resolving the secrets of one start costs, by the CPU time of the whole process, which does
 * nothing else: of secrets of the embedded store, of ones in a Vault that are kept and of ones that are asked for; and what
 * sealing alone costs. It tells a line for each case and number of secrets: the name, and microseconds of each round.
 *
 * <p>Arguments: the Vault's address, the id and the secret id of a role there that may read {@code secret/demo/N}.
 */
final class ResolutionTimes {
    private static final List<Integer> COUNTS = List.of(1, 5, 20);
    private static final int ROUNDS = 7;
    private static final int WARM = 4;
    private static final int STARTS = 1_000;
    private static final int ASKED = 100;
    private static final ExecutionId RUN = new ExecutionId(new UUID(9, 9));
    private static final EnvelopeContext HERE = new EnvelopeContext("acme", RUN, 1, 4, new UUID(5, 5));

    private final Acme acme = new Acme();
    private final SecureRandom random = new SecureRandom();
    private final byte[] worker =
            Base64.getUrlDecoder().decode(SessionKeys.generate().publicKey());
    private final LeasingStore vault;
    private final EmbeddedStore embedded;

    private ResolutionTimes(String address, String role, String secretId) throws IOException {
        var login = new VaultLogin.AppRole("approle", role, () -> Optional.of(value(secretId)));
        var settings = new VaultSettings(
                address,
                Optional.empty(),
                Optional.empty(),
                login,
                Map.of("secret", VaultEngine.KV2),
                Optional.empty(),
                Duration.ofSeconds(10));
        vault = SecretStores.vault(
                "acme", settings, FakePeer.open(), MasterKey.ofProcess(random), InstantSource.system());
        var rows = new RowsInMemory();
        Path key = Files.createTempDirectory("resolution").resolve("master.key");
        embedded = SecretStores.embedded(MasterKey.create(key, random), rows);
        references(COUNTS.getLast())
                .forEach(each -> rows.put(
                        "acme",
                        each.namespace().path(),
                        each.name(),
                        embedded.seal(acme.toWrite(each.namespace().path(), each.name()), 1, value(password()))));
    }

    public static void main(String[] arguments) throws IOException {
        var times = new ResolutionTimes(arguments[0], arguments[1], arguments[2]);
        Map<String, Case> cases = new LinkedHashMap<>();
        for (int count : COUNTS) {
            cases.put("seal " + count, times.sealing(count));
            cases.put("embedded " + count, times.resolving(count, times.embeddedOnes(), STARTS));
            cases.put("kept " + count, times.resolving(count, times.inVault(Duration.ofHours(1)), STARTS));
            cases.put("asked " + count, times.resolving(count, times.inVault(Duration.ZERO), ASKED));
        }
        Map<String, List<Double>> micros = new LinkedHashMap<>();
        // In turns, so that what else the machine does meets all of them.
        for (int round = 0; round < WARM + ROUNDS; round++) {
            for (var each : cases.entrySet()) {
                double took = each.getValue().micros();
                if (round >= WARM) {
                    micros.computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
                            .add(took);
                }
            }
        }
        micros.forEach((name, values) -> System.out.println(
                name + " " + values.stream().map(Object::toString).collect(Collectors.joining(" "))));
    }

    /** What is done so many times in each round. */
    private record Case(Runnable act, int times) {
        double micros() {
            long before = cpu();
            for (int i = 0; i < times; i++) {
                act.run();
            }
            return (cpu() - before) / 1e3 / times;
        }

        private static long cpu() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }

    private Case sealing(int count) {
        Map<String, SecretValue> values =
                references(count).stream().collect(Collectors.toMap(SecretResolver::partName, _ -> value(password())));
        return new Case(
                () -> {
                    if (SealedEnvelope.seal(worker, HERE, values).length < count) {
                        throw new IllegalStateException("an empty envelope");
                    }
                },
                STARTS);
    }

    private Case resolving(int count, SecretResolver resolver, int times) {
        StartPermit permit = acme.toStart(RUN, references(count));
        var target = new SealTarget(worker, HERE);
        return new Case(
                () -> {
                    Resolution outcome = resolver.resolve(permit, target);
                    if (!(outcome instanceof Resolution.Sealed)) {
                        throw new IllegalStateException(outcome.toString());
                    }
                },
                times);
    }

    private SecretResolver embeddedOnes() {
        return new SecretResolver(
                (tenant, references) -> references.stream()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                each -> new SecretLocation("embedded", EmbeddedStore.path(tenant, each), "value"))),
                (_, name) -> Optional.of(DeclaredStore.plain(name, embedded)),
                MasterKey.ofProcess(random));
    }

    /** Each secret at a path of its own. */
    private SecretResolver inVault(Duration cacheFor) {
        var declared = new DeclaredStore("vault@1", vault, PathRules.ALL, OnUnavailable.WAIT, cacheFor, Duration.ZERO);
        return new SecretResolver(
                (_, references) -> references.stream()
                        .collect(Collectors.toMap(
                                Function.identity(),
                                each -> new SecretLocation("vault", "secret/demo/" + each.name(), "value"))),
                (_, _) -> Optional.of(declared),
                MasterKey.ofProcess(random));
    }

    private static List<SecretReference> references(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new SecretReference("any", new Namespace("acme.data"), "s" + number))
                .toList();
    }

    private String password() {
        return LongStream.generate(random::nextLong)
                .limit(2)
                .mapToObj(Long::toHexString)
                .collect(Collectors.joining());
    }

    private static SecretValue value(String text) {
        return SecretValue.taking(text.getBytes(StandardCharsets.UTF_8));
    }
}
