package dev.gatehouse.cli;

import dev.gatehouse.cli.BenchReport.Goal;
import dev.gatehouse.cli.BenchReport.Samples;
import dev.gatehouse.cli.SigningProvider.Algorithm;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What it costs the gateway to know who asks: requests that are refused for what their query says, once somebody is known,
 * against requests to a route that asks nobody and are refused for what their path says.
 */
class AuthBenchmark {
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(3);
    private static final int WARM = 40_000;

    /** So many tokens are shown once each: more than a round takes, and fewer than the gateway remembers. */
    private static final int TOKENS = 6_000;

    private static final Goal CACHED = Goal.atMost(15);
    private static final String GUARDED = "/api/v1/demo/tokens?limit=nonsense";

    private record Rival(String name, HttpLoad load, List<Double> cpu, List<Double> perSecond) {
        Rival(String name, HttpLoad load) {
            this(name, load, new ArrayList<>(), new ArrayList<>());
        }

        void measure(long gateway) {
            double before = CpuMeter.of(gateway);
            HttpLoad.Done done = load.run(CONNECTIONS, ROUND);
            cpu.add((CpuMeter.of(gateway) - before) / done.requests());
            perSecond.add(done.perSecond());
        }
    }

    @Test
    void auth() throws IOException, GeneralSecurityException {
        var report = new BenchReport("auth");
        try (var provider = new SigningProvider();
                var installation = Installation.inNewHome(Map.of(
                        "GATEHOUSE_EGRESS_NETWORKS", "127.0.0.0/8:*", "GATEHOUSE_EGRESS_UNSAFE_PLAIN_HTTP", "true"))) {
            installation.up();
            installation.kill("worker");
            installation.apply("""
                    apiVersion: gatehouse.dev/v1
                    kind: IdentityProvider
                    metadata: {name: bench}
                    spec: {issuer: "%s", audience: gatehouse, algorithms: [RS256, PS256, ES256, EdDSA]}
                    """.formatted(provider.issuer()));
            Provisioning.of(installation, "bench").user("ada", "ada");
            long gateway = installation.pid("gateway").orElseThrow();
            var machine = new OtherLoad(
                    List.of(gateway), List.of(installation.pid("database").orElseThrow()));
            known(report, installation, provider, gateway);
            uncached(report, installation, provider, gateway);
            machine.describe(report);
        }
        report.publish();
    }

    private static void known(BenchReport report, Installation installation, SigningProvider provider, long gateway)
            throws IOException {
        int port = installation.port();
        String own = installation
                .read(installation.home().resolve("tokens/demo.token"))
                .strip();
        var nobody = new Rival("nobody", HttpLoad.gets(port, "/schemas/v1/none.json", List.of(""), 404));
        var rivals = List.of(
                nobody,
                new Rival("API token, known", HttpLoad.gets(port, GUARDED, List.of(own), 422)),
                new Rival(
                        "access token, known",
                        HttpLoad.gets(port, GUARDED, List.of(provider.token(Algorithm.ES256, "ada")), 422)));
        for (Rival rival : rivals) {
            for (int done = 0; done < WARM; ) {
                done += rival.load().run(CONNECTIONS, ROUND).requests();
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            rivals.forEach(rival -> rival.measure(gateway));
        }
        for (Rival rival : rivals) {
            report.add(rival.name() + ", requests", samples(rival.perSecond()), "requests/s");
            report.add(rival.name() + ", gateway", samples(rival.cpu()), "µs CPU");
        }
        for (Rival rival : rivals.subList(1, rivals.size())) {
            report.add(rival.name() + ", over nobody", over(rival, nobody), "µs CPU", CACHED);
        }
    }

    private static Samples over(Rival rival, Rival baseline) {
        double base = samples(baseline.cpu()).median();
        return samples(rival.cpu().stream().map(cpu -> cpu - base).toList());
    }

    private static void uncached(BenchReport report, Installation installation, SigningProvider provider, long gateway)
            throws IOException {
        Map<Algorithm, List<Double>> cpu = new LinkedHashMap<>();
        for (int round = 0; round <= ROUNDS; round++) {
            for (Algorithm algorithm : Algorithm.values()) {
                List<String> tokens = Stream.generate(() -> provider.token(algorithm, "ada"))
                        .limit(TOKENS)
                        .toList();
                double before = CpuMeter.of(gateway);
                int done = HttpLoad.gets(installation.port(), GUARDED, tokens, 422)
                        .each(CONNECTIONS)
                        .requests();
                double each = (CpuMeter.of(gateway) - before) / done;
                // The first round is for the compilers.
                if (round > 0) {
                    cpu.computeIfAbsent(algorithm, _ -> new ArrayList<>()).add(each);
                }
            }
        }
        cpu.forEach((algorithm, values) ->
                report.add(algorithm.alg() + ", each token once, gateway", samples(values), "µs CPU"));
    }

    private static Samples samples(List<Double> values) {
        return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
